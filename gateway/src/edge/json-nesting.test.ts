import { describe, expect, it } from 'vitest';
import { nestsDeeperThan } from './json-nesting.js';

const deep = (depth: number, [open, close]: readonly [string, string]) =>
  Buffer.from(open.repeat(depth) + close.repeat(depth));

describe('nestsDeeperThan()', () => {
  it('counts brackets and braces alike: just under and at the limit is allowed, just over is not', () => {
    for (const pair of [
      ['[', ']'],
      ['{"a":', '1}'],
      ['[{"b":', '0}]'],
    ] as const) {
      const levels = pair[0].replace(/[^[{]/g, '').length;
      const verdicts = [11, 12, 13].map((depth) => nestsDeeperThan(deep(depth, pair), 12 * levels));
      expect(verdicts, pair[0]).toEqual([false, false, true]);
    }
  });

  it('does not count what is inside strings, or closed again', () => {
    expect(nestsDeeperThan(Buffer.from(JSON.stringify({ text: '[{'.repeat(100) })), 2)).toBe(false);
    expect(nestsDeeperThan(Buffer.from('["\\"[[[[", "\\\\", []]'), 2)).toBe(false);
    expect(nestsDeeperThan(Buffer.from('["\\\\", [[]]]'), 2)).toBe(true);
    expect(nestsDeeperThan(Buffer.from(`[${'[],{},'.repeat(1_000)}1]`), 2)).toBe(false);
  });
});
