import { expect, test } from 'vitest';
import { median } from './median-round.mjs';

test('median() takes the middle one, and between two their mean', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});
