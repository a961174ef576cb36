import { describe, expect, it } from 'vitest';
import { createOperationFilter, matchesGlob } from './glob.js';

describe('matchesGlob()', () => {
  it.each([
    ['getPet', 'getPet', true],
    ['getPet', 'getPets', false],
    ['get*', 'getPet', true],
    ['*Pet*', 'getPets', true],
    ['a*a', 'a', false],
    ['a*b*c', 'axxbxxc', true],
    ['a*bc*c', 'abc', false],
    ['/pets/*', '/pets/{id}', true],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('takes no longer for patterns of many stars', () => {
    const before = process.cpuUsage();
    expect(matchesGlob(`${'*a'.repeat(2_000)}b`, 'a'.repeat(20_000))).toBe(false);
    // Of the CPU: a machine that is busy does not make it more.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1_000);
  });
});

describe('createOperationFilter()', () => {
  it('wants all without patterns, and never what is excluded', () => {
    expect(createOperationFilter([], [])(['a'])).toBe(true);
    expect(createOperationFilter(['a'], ['b'])(['a', 'b'])).toBe(false);
    expect(createOperationFilter(['c'], [])(['a', 'b'])).toBe(false);
  });
});
