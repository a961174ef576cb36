import { describe, expect, test } from 'vitest';
import { createDecodedParts } from './decoded-parts.js';
import { encodePart, partFacts, partValue } from './part-record.js';

describe('encodePart()', () => {
  test.each([
    { scope: 'PUBLIC', madeInMs: 0, said: undefined },
    { scope: 'PRIVATE', madeInMs: 70_000, said: { maxAge: 0, scope: undefined } },
    { scope: 'PUBLIC', madeInMs: 255, said: { maxAge: 31_536_000, scope: 'PUBLIC' } },
    { scope: 'PRIVATE', madeInMs: 256, said: { maxAge: 4_294_967_295, scope: 'PRIVATE' } },
  ] as const)('writes what partFacts() and partValue() read: %j', (facts) => {
    const value = { id: 'ä€😀', list: [1, null, { deep: true }], __proto: 'x' };
    const bytes = new Uint8Array(encodePart(value, facts));
    expect(partFacts(bytes)).toEqual(facts);
    expect(partValue(bytes)).toEqual(value);
  });

  test('keeps to the largest number there is room for', () => {
    const bytes = encodePart(null, {
      scope: 'PUBLIC',
      madeInMs: 1e12,
      said: { maxAge: 9_999_999_999, scope: undefined },
    });
    expect(partFacts(bytes)).toMatchObject({ madeInMs: 4_294_967_295, said: { maxAge: 4_294_967_295 } });
    expect(partValue(bytes)).toBeNull();
  });
});

describe('createDecodedParts()', () => {
  const facts = { scope: 'PUBLIC', madeInMs: 1, said: undefined } as const;

  test('gives each reader a value of its own, equal to what was kept', () => {
    const decoded = createDecodedParts();
    const value = { name: 'a', nested: { list: [{ n: 1 }, [2], null, 'x'] }, none: null };
    const part = encodePart(value, facts);
    for (let reading = 0; reading < 4; reading++) {
      const read = decoded.valueOf(part) as typeof value;
      expect(read).toEqual(value);
      read.name = 'changed';
      (read.nested.list[0] as { n: number }).n = 99;
      read.nested.list.push('more');
    }
  });

  test('takes own fields named "__proto__" for fields', () => {
    const decoded = createDecodedParts();
    const part = Buffer.concat([encodePart(null, facts).subarray(0, 9), Buffer.from('{"__proto__":{"admin":true}}')]);
    for (let reading = 0; reading < 3; reading++) {
      const read = decoded.valueOf(part) as { admin?: unknown };
      expect(read.admin).toBeUndefined();
      expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    }
  });

  test('reads what is nested more deeply than can be copied, and null', () => {
    const decoded = createDecodedParts();
    const deep = Buffer.concat([
      encodePart(null, facts).subarray(0, 9),
      Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    ]);
    for (let reading = 0; reading < 2; reading++) {
      expect(Array.isArray(decoded.valueOf(deep))).toBe(true);
      expect(decoded.valueOf(encodePart(null, facts))).toBeNull();
    }
  });

  test('forgets what was not read for longest, and never holds more than it may', () => {
    const decoded = createDecodedParts();
    const parts = Array.from({ length: 200 }, (_, n) => encodePart({ n, text: 'x'.repeat(100_000) }, facts));
    for (const part of parts) {
      decoded.valueOf(part);
    }
    // 4 MiB hold some ten of them, counted as four times their JSON.
    expect(decoded.size()).toBeLessThanOrEqual(10);
    expect(decoded.size()).toBeGreaterThan(5);
  });
});
