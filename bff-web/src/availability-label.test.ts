import { expect, test } from 'vitest';
import { availabilityLabel } from './availability-label.js';

test.each([
  [{ inStock: true, quantity: 6 }, 'In stock'],
  [{ inStock: true, quantity: 5 }, 'Only 5 left'],
  [{ inStock: false, quantity: 0, restockDate: '2026-12-03' }, 'Expected on 3 December'],
  [{ inStock: false, quantity: 0, restockDate: null }, 'Out of stock'],
])('availabilityLabel() turns %j into %j', (availability, label) => {
  expect(availabilityLabel({ availability })).toBe(label);
});

test('availabilityLabel() is null when stock is not known', () => {
  expect(availabilityLabel({ availability: null })).toBeNull();
});
