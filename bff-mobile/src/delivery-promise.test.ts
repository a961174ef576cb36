import { expect, test } from 'vitest';
import { deliveryPromise } from './delivery-promise.js';

test('deliveryPromise() writes a range within a month and across its end', () => {
  expect(deliveryPromise({ earliest: '2026-11-24', latest: '2026-11-26' })).toBe('Tue 24 to Thu 26 Nov');
  expect(deliveryPromise({ earliest: '2026-11-30', latest: '2026-12-02' })).toBe('Mon 30 Nov to Wed 2 Dec');
});

test('deliveryPromise() refuses dates of the shipping service that are none', () => {
  expect(() => deliveryPromise({ earliest: 'soon', latest: '2026-11-26' })).toThrow(TypeError);
});
