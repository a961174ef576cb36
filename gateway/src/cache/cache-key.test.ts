import { expect, test } from 'vitest';
import { cacheKey, cacheTag } from './cache-key.js';

test('cacheKey() is short and has nothing of its parts in it, however long they are', () => {
  expect(cacheKey('answer', ['x'.repeat(100_000)])).toMatch(/^answer:[\w-]{43}$/);
});

test('cacheKey() differs wherever a part ends', () => {
  const keys = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], ['1:a', 'bc']].map((parts) =>
    cacheKey('answer', parts),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test('cacheKey() takes bytes for the text they are', () => {
  expect(cacheKey('answer', [Buffer.from('ä')])).toBe(cacheKey('answer', ['ä']));
});

test('cacheTag() has 22 characters, and differs by kind and by name', () => {
  expect(cacheTag('type', 'Product')).toMatch(/^[\w-]{22}$/);
  expect(cacheTag('type', 'Product')).not.toBe(cacheTag('source', 'Product'));
});
