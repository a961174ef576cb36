import { describe, expect, it } from 'vitest';
import { findJsonError } from './find-json-error.js';

describe('findJsonError()', () => {
  it.each(['{}', ' [1, -0.5e+3, "a\\u00e9\\"", null, true, {"a": {"b": []}}] ', '"x"', '0'])(
    'finds nothing in %s',
    (text) => {
      expect(findJsonError(text)).toBeUndefined();
    },
  );

  it.each([
    ['', 0, 1, 1],
    ['{', 1, 1, 2],
    ['{"a" 1}', 5, 1, 6],
    ['{"a": 1,}', 8, 1, 9],
    ['[1\n, ]', 5, 2, 3],
    ['{"a": tru}', 6, 1, 7],
    ['{"a": "x\ny"}', 8, 1, 9],
    ['{"a": "\\q"}', 7, 1, 8],
    ['[1}', 2, 1, 3],
    ['{} {}', 3, 1, 4],
    ['01', 1, 1, 2],
    ['{a: 1}', 1, 1, 2],
    ["{'a': 1}", 1, 1, 2],
    ['"é\u0001"', 2, 1, 3],
    ['["a', 3, 1, 4],
  ])('finds in %j the offset %i, line %i, column %i', (text, offset, line, column) => {
    expect(findJsonError(text)).toEqual({ offset, line, column });
  });

  it('is linear and without recursion on megabytes of brackets and of text', () => {
    expect(findJsonError('['.repeat(5_000_000))?.offset).toBe(5_000_000);
    expect(findJsonError(`"${'x'.repeat(20_000_000)}`)?.offset).toBe(20_000_001);
    expect(findJsonError(`"${'\\n'.repeat(5_000_000)}`)?.offset).toBe(10_000_001);
  });
});
