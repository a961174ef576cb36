import { expect, test } from 'vitest';
import { cacheKey, cacheTag } from '../cache-key.js';
import { describeStore, entry, momentOf, texts } from '../store.test-kit.js';
import { createMemoryStore } from './memory-store.js';

const options = { maxBytes: 1_000_000, maxEntryBytes: 100_000 };

describeStore('memory', () => {
  const clock = { nowMs: 1_700_000_000_000 };
  return Promise.resolve({ store: createMemoryStore({ ...options, now: () => clock.nowMs }), clock });
});

test('createMemoryStore() lets the entry go that was not read for longest when bytes run out', async () => {
  const store = createMemoryStore({ maxBytes: 3000, maxEntryBytes: 1000 });
  const moment = await momentOf(store);
  const of = (name: string) => entry(name, { value: Buffer.alloc(800) });
  await store.write([of('a'), of('b')], moment);
  await texts(store, 'a');
  await store.write([of('c')], moment);
  expect((await texts(store, 'a', 'b', 'c')).map((text) => text !== undefined)).toEqual([true, false, true]);
  const { entries, bytes, evictions } = store.stats();
  expect({ entries, evictions }).toEqual({ entries: 2, evictions: 1 });
  expect(bytes).toBeLessThanOrEqual(3000);
});

test('createMemoryStore() reads nothing older than the invalidations it has forgotten', async () => {
  const store = createMemoryStore({ ...options, maxRemembered: 2 });
  const tag = (name: string) => cacheTag('test', name);
  await store.write([entry('a', { tags: [tag('a')] }), entry('b')], await momentOf(store));
  await store.invalidate({ tags: [tag('a')] });
  await store.invalidate({ tags: [tag('x')] });
  expect(await texts(store, 'a', 'b')).toEqual([undefined, 'value of b']);
  await store.write([entry('c')], await momentOf(store));
  await store.invalidate({ tags: [tag('y')] });
  expect(await texts(store, 'a', 'b', 'c')).toEqual([undefined, undefined, 'value of c']);
});

test('createMemoryStore() gives a lease again when its time is over', async () => {
  let nowMs = 0;
  const store = createMemoryStore({ ...options, now: () => nowMs });
  const key = cacheKey('test', ['lease']);
  await store.lease(key, 100);
  nowMs = 99;
  expect((await store.lease(key, 100)).kind).toBe('taken');
  nowMs = 100;
  expect((await store.lease(key, 100)).kind).toBe('held');
});

test('createMemoryStore() keeps copies, which do not change with what they were made from', async () => {
  const store = createMemoryStore(options);
  const value = Buffer.from('before');
  await store.write([entry('a', { value })], await momentOf(store));
  value.write('after!');
  expect(await texts(store, 'a')).toEqual(['before']);
});
