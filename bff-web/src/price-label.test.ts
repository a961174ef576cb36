import { expect, test } from 'vitest';
import { priceLabel } from './price-label.js';

const currency = 'EUR';

test('priceLabel() writes a price that is not reduced', () => {
  const label = { text: '€129.90', strikethrough: null, reduction: null };
  expect(priceLabel({ price: { amount: '129.90', currency, listAmount: null } })).toEqual(label);
  // A list price that is no higher is no reduction.
  expect(priceLabel({ price: { amount: '129.90', currency, listAmount: '129.9' } })).toEqual(label);
});

test('priceLabel() writes a reduced price with the old one and the reduction', () => {
  expect(priceLabel({ price: { amount: '84.99', currency, listAmount: '99.99' } })).toEqual({
    text: '€84.99',
    strikethrough: '€99.99',
    reduction: '-15%',
  });
});

test('priceLabel() does not boast of a reduction of less than half a per cent', () => {
  expect(priceLabel({ price: { amount: '99.51', currency, listAmount: '100' } })).toEqual({
    text: '€99.51',
    strikethrough: '€100.00',
    reduction: null,
  });
});

test('priceLabel() is null when there is no price', () => {
  expect(priceLabel({ price: null })).toBeNull();
});
