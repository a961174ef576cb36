import { expect, test } from 'vitest';
import { comparisonFacts } from './comparison-facts.js';

test('comparisonFacts() answers the same rows in the same order', () => {
  const category = { id: 'tents', name: 'Tents' };
  expect(comparisonFacts({ brand: 'Aller', category, weightGrams: 1250 })).toEqual([
    { label: 'Brand', value: 'Aller' },
    { label: 'Department', value: 'Tents' },
    { label: 'Weight', value: '1.25 kg' },
  ]);
});

test.each([
  [999, '999 g'],
  [1000, '1 kg'],
  [12_345, '12.35 kg'],
])('comparisonFacts() writes %i grams as %s', (weightGrams, value) => {
  const facts = comparisonFacts({ brand: 'Aller', category: { id: 'tents', name: 'Tents' }, weightGrams });
  expect(facts.at(-1)).toEqual({ label: 'Weight', value });
});
