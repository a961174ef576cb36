import { expect, test } from 'vitest';
import { thumbnail } from './thumbnail.js';

const product = { imageUrl: 'http://127.0.0.1:4101/images/FX-1.svg' };

test.each([16, 1024])('thumbnail() takes the bound %i', (width) => {
  expect(thumbnail(product, { width })).toEqual({ url: `${product.imageUrl}?width=${width}`, width });
});

test.each([15, 1025])('thumbnail() refuses %i pixels', (width) => {
  expect(() => thumbnail(product, { width })).toThrow(/the width must be 16 to 1024$/);
});
