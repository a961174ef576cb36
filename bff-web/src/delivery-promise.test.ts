import { expect, test } from 'vitest';
import { deliveryPromise } from './delivery-promise.js';

test('deliveryPromise() writes a range within a month and across its end', () => {
  expect(deliveryPromise({ earliest: '2026-11-24', latest: '2026-11-26' })).toBe('Tuesday 24 to Thursday 26 November');
  expect(deliveryPromise({ earliest: '2026-11-30', latest: '2026-12-02' })).toBe(
    'Monday 30 November to Wednesday 2 December',
  );
});

test('deliveryPromise() refuses dates of the shipping service that are none', () => {
  expect(() => deliveryPromise({ earliest: 'soon', latest: '2026-11-26' })).toThrow(TypeError);
});
