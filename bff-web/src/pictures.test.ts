import { expect, test } from 'vitest';
import { pictures } from './pictures.js';

const product = { imageUrl: 'http://127.0.0.1:4101/images/FX-1.svg' };

test('pictures() answers in the order of the widths', () => {
  expect(pictures(product, { widths: [2000, 16] })).toEqual([
    { url: `${product.imageUrl}?width=2000`, width: 2000 },
    { url: `${product.imageUrl}?width=16`, width: 16 },
  ]);
});

test.each([15, 2001])('pictures() refuses %i pixels', (width) => {
  expect(() => pictures(product, { widths: [320, width] })).toThrow(/the width must be 16 to 2000$/);
});

test('pictures() takes 8 widths, and refuses none and 9', () => {
  expect(pictures(product, { widths: Array(8).fill(320) })).toHaveLength(8);
  for (const count of [0, 9]) {
    expect(() => pictures(product, { widths: Array(count).fill(320) })).toThrow(
      expect.objectContaining({
        message: `Cannot make ${count} pictures: ask for 1 to 8 widths`,
        extensions: { code: 'BAD_USER_INPUT' },
      }),
    );
  }
});
