import { expect, test } from 'vitest';
import { comparisonFacts } from './comparison-facts.js';

test('comparisonFacts() answers the same rows in the same order, known or not', () => {
  const availability = { inStock: true, quantity: 12 };
  expect(comparisonFacts({ brand: 'Aller', weightGrams: 1250, availability })).toEqual([
    { label: 'Brand', value: 'Aller' },
    { label: 'Weight', value: '1.25 kg' },
    { label: 'Stock', value: '12 in stock' },
  ]);
  expect(comparisonFacts({ brand: 'Aller', weightGrams: 1250, availability: null })).toEqual([
    { label: 'Brand', value: 'Aller' },
    { label: 'Weight', value: '1.25 kg' },
    { label: 'Stock', value: 'Not known' },
  ]);
});

test.each([
  [999, '999 g'],
  [1000, '1 kg'],
  [12_345, '12.35 kg'],
])('comparisonFacts() writes %i grams as %s', (weightGrams, value) => {
  const facts = comparisonFacts({ brand: 'Aller', weightGrams, availability: { inStock: false, quantity: 0 } });
  expect(facts.slice(1)).toEqual([
    { label: 'Weight', value },
    { label: 'Stock', value: 'Out of stock' },
  ]);
});
