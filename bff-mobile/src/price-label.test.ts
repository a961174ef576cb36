import { expect, test } from 'vitest';
import { priceLabel } from './price-label.js';

test('priceLabel() writes the price, and is null when there is none', () => {
  expect(priceLabel({ price: { amount: '1129.90', currency: 'EUR' } })).toBe('€1,129.90');
  expect(priceLabel({ price: null })).toBeNull();
});

test('priceLabel() refuses an amount that is not decimal text', () => {
  expect(() => priceLabel({ price: { amount: 'on request', currency: 'EUR' } })).toThrow(TypeError);
});
