import { describe, expect, test } from 'vitest';
import { isDueEarly } from './early-refresh.js';

/** Each with the same chance. */
const chances = Array.from({ length: 1000 }, (_, n) => n / 1000);
const share = (remainingMs: number, madeInMs: number | undefined): number =>
  chances.filter((chance) => isDueEarly({ freshForMs: 10_000, remainingMs, madeInMs }, () => chance)).length / 1000;

describe('isDueEarly()', () => {
  test('is the likelier the nearer the end is, and the longer the making takes', () => {
    // The chance is e to the power of -remaining/making.
    expect(share(1000, 1000)).toBeCloseTo(Math.exp(-1), 2);
    expect(share(100, 1000)).toBeCloseTo(Math.exp(-0.1), 2);
    expect(share(1000, 100)).toBeCloseTo(Math.exp(-10), 2);
  });

  test('is never so in the first half of the time, however long the making takes', () => {
    expect(share(5001, 60_000)).toBe(0);
    expect(share(5000, 60_000)).toBeGreaterThan(0.9);
  });

  test('is never so for what takes no time to make, or nobody knows how long', () => {
    expect(share(1, 0)).toBe(0);
    expect(share(1, undefined)).toBe(0);
  });

  test('goes by the randomness of the process', () => {
    expect(isDueEarly({ freshForMs: 10, remainingMs: 0.000_001, madeInMs: 1_000_000 })).toBe(true);
  });
});
