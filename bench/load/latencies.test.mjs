import { expect, test } from 'vitest';
import { percentile } from './latencies.mjs';

test('percentile() takes the nearest rank, whatever the order', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
});

test('percentile() refuses to make one up', () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});
