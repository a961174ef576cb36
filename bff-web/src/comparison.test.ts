import { expect, test } from 'vitest';
import { comparison } from './comparison.js';

test('comparison() keeps the order and the repeats of up to four SKUs', () => {
  expect(comparison({ skus: ['b', 'a', 'b', 'c'] })).toEqual({
    products: [{ sku: 'b' }, { sku: 'a' }, { sku: 'b' }, { sku: 'c' }],
  });
});

test.each([0, 5])('comparison() refuses %i products as the client’s mistake', (count) => {
  expect(() => comparison({ skus: Array(count).fill('a') })).toThrow(
    expect.objectContaining({
      message: `Cannot compare ${count} products: ask for 1 to 4 SKUs`,
      extensions: { code: 'BAD_USER_INPUT' },
    }),
  );
});
