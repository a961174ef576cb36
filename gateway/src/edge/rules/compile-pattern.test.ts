import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../cpu-time.test-kit.js';
import { compilePattern, compilePatterns } from './compile-pattern.js';

describe('compilePattern()', () => {
  it.each([
    ['curl/8', 'curl/8', true],
    ['curl/8', 'curl/8.1', false],
    ['exact:prefix:a', 'prefix:a', true],
    ['https://shop.example', 'https://shop.example', true],
    ['prefix:curl/', 'curl/8.1', true],
    ['prefix:curl/', 'Curl/8.1', false],
    ['glob:*', '', true],
    ['glob:a', 'a', true],
    ['glob:a', 'ab', false],
    ['glob:a*', 'a', true],
    ['glob:*b', 'ab', true],
    ['glob:*b', 'ba', false],
    ['glob:a*b*c', 'a1b2c', true],
    ['glob:a*b*c', 'acb', false],
    ['glob:ab*ba', 'aba', false],
    ['glob:ab*ba', 'abba', true],
    ['glob:a*b*b', 'ab', false],
    ['glob:a**c', 'ac', true],
    ['glob:a.c', 'abc', false],
    ['glob:https://*.shop.example', 'https://m.shop.example', true],
    ['glob:https://*.shop.example', 'https://shop.example.evil.example', false],
    ['regex:bot', 'Googlebot/2.1', true],
    ['regex:^bot$', 'Googlebot/2.1', false],
    ['regex:(?i)BOT', 'robot', true],
  ])('%s on "%s": %s', (pattern, text, expected) => {
    expect(compilePattern(pattern)(text)).toBe(expected);
  });

  it('takes hardly longer for texts that would hold up a backtracking engine', async () => {
    const text = `${'a'.repeat(16_000)}!`;
    const stars = `glob:${'*a'.repeat(400)}b`;
    const match = () => {
      for (const pattern of ['regex:^(a+)+$', 'regex:^(a|aa)+$', 'regex:(.*a){12}$', stars]) {
        expect(compilePattern(pattern)(text), pattern).toBe(false);
      }
    };
    // Generous for slow machines: a backtracking engine would need years.
    expect(await leastCpuMs(match, { enoughMs: 2000 })).toBeLessThan(2000);
  });

  it('knows none of the syntax that cannot be matched in linear time', () => {
    expect(() => compilePattern('regex:(a)\\1')).toThrow();
    expect(() => compilePattern('regex:(?=a)')).toThrow();
  });
});

describe('compilePatterns()', () => {
  it('matches when one of them does', () => {
    const test = compilePatterns(['a', 'prefix:b']);
    expect(['a', 'bc', 'c'].map(test)).toEqual([true, true, false]);
  });
});
