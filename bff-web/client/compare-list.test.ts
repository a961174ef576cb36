import { expect, test } from 'vitest';
import { createCompareList } from './compare-list.js';

function memory(before: string | null = null) {
  let stored = before;
  return {
    getItem: () => stored,
    setItem(_key: string, value: string) {
      stored = value;
    },
  };
}

test('createCompareList() adds and takes out, keeps the order, and says so', () => {
  const list = createCompareList(memory());
  let changes = 0;
  list.subscribe(() => {
    changes += 1;
  });
  for (const sku of ['b', 'a', 'c', 'a']) list.toggle(sku);
  expect(list.skus()).toEqual(['b', 'c']);
  expect(changes).toBe(4);
});

test('createCompareList() takes four and not five', () => {
  const list = createCompareList(memory());
  for (const sku of ['a', 'b', 'c', 'd', 'e']) list.toggle(sku);
  expect(list.skus()).toEqual(['a', 'b', 'c', 'd']);
});

test.each(['{', '{"a":1}', 'null', '[1, null]'])('createCompareList() takes %s for an empty list', (stored) => {
  expect(createCompareList(memory(stored)).skus()).toEqual([]);
});
