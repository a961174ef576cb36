import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheKey, cacheTag } from './cache-key.js';
import type { CacheMoment, CacheStore, CacheWrite } from './store.js';
import { MAX_CLOCK_SKEW_MS } from './timely.js';

/** A store under test. Its entries may take 100 000 bytes each. */
export interface StoreUnderTest {
  readonly store: CacheStore;
  /** What `now` of the store is; may be set. */
  readonly clock: { nowMs: number };
}

/** An entry for tests: fresh for a second, kept for ten. */
export function entry(name: string, options: Partial<CacheWrite> = {}): CacheWrite {
  return {
    key: cacheKey('test', [name]),
    value: Buffer.from(`value of ${name}`),
    freshForMs: 1000,
    keepForMs: 10_000,
    tags: [],
    ...options,
  };
}

/** @returns What is there under names, as text. */
export async function texts(store: CacheStore, ...names: string[]): Promise<(string | undefined)[]> {
  const { entries } = await store.read(names.map((name) => cacheKey('test', [name])));
  return entries.map((found) => found && Buffer.from(found.value).toString());
}

/** @throws {Error} The store is away. */
export async function momentOf(store: CacheStore): Promise<CacheMoment> {
  const { moment } = await store.read([]);
  if (moment === undefined) {
    throw new Error('The store is away');
  }
  return moment;
}

/** What every store keeps to. */
export function describeStore(kind: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${kind} store`, () => {
    let store: CacheStore;
    let clock: StoreUnderTest['clock'];

    beforeEach(async () => {
      ({ store, clock } = await open());
    });
    afterEach(() => store.close());

    const write = async (...entries: CacheWrite[]) => store.write(entries, await momentOf(store));

    test('reads what was written, in the order of the keys, whatever bytes it is', async () => {
      const large = randomBytes(60_000);
      const compressible = Buffer.alloc(90_000, 'abc');
      await write(entry('a'), entry('b', { value: large }), entry('c', { value: compressible }));
      const keys = ['c', 'none', 'a', 'b', 'a'].map((name) => cacheKey('test', [name]));
      const { entries } = await store.read(keys);
      expect(entries.map((found) => found && Buffer.from(found.value))).toEqual([
        compressible,
        undefined,
        Buffer.from('value of a'),
        large,
        Buffer.from('value of a'),
      ]);
    });

    test('says when an entry was written, and how long it is fresh and kept', async () => {
      await write(entry('a'));
      const { entries } = await store.read([cacheKey('test', ['a'])]);
      expect(entries[0]).toMatchObject({ storedAtMs: clock.nowMs, freshForMs: 1000, keepForMs: 10_000 });
    });

    test('reads an entry until just before its time is over, and not after that', async () => {
      await write(entry('a'));
      clock.nowMs += 9999;
      expect(await texts(store, 'a')).toEqual(['value of a']);
      clock.nowMs += 1;
      expect(await texts(store, 'a')).toEqual([undefined]);
    });

    test('reads what a clock a little ahead has written, and nothing from before the clock was put back', async () => {
      await write(entry('a'));
      clock.nowMs -= MAX_CLOCK_SKEW_MS;
      expect(await texts(store, 'a')).toEqual(['value of a']);
      clock.nowMs -= 1;
      expect(await texts(store, 'a')).toEqual([undefined]);
      await write(entry('a', { value: Buffer.from('new') }));
      expect(await texts(store, 'a')).toEqual(['new']);
    });

    test('reads nothing whose time a clock that was put forward says is over', async () => {
      await write(entry('a'));
      clock.nowMs += 365 * 24 * 3600 * 1000;
      expect(await texts(store, 'a')).toEqual([undefined]);
      await write(entry('a', { value: Buffer.from('new') }));
      expect(await texts(store, 'a')).toEqual(['new']);
    });

    test('replaces what is there, and keeps nothing without time', async () => {
      await write(entry('a'), entry('b', { keepForMs: 0, freshForMs: 0 }));
      await write(entry('a', { value: Buffer.from('new') }));
      expect(await texts(store, 'a', 'b')).toEqual(['new', undefined]);
    });

    test('keeps a value at its size limit and none over it', async () => {
      await write(
        entry('at', { value: Buffer.alloc(100_000, 'x') }),
        entry('over', { value: Buffer.alloc(100_001, 'x') }),
      );
      const [at, over] = await texts(store, 'at', 'over');
      expect(at).toHaveLength(100_000);
      expect(over).toBeUndefined();
    });

    test('keeps an entry with 256 tags and none with more', async () => {
      const tags = Array.from({ length: 257 }, (_, at) => cacheTag('test', `${at}`));
      await write(entry('at', { tags: tags.slice(1) }), entry('over', { tags }));
      expect(await texts(store, 'at', 'over')).toEqual(['value of at', undefined]);
    });

    test('invalidates by tag and by key, and nothing else', async () => {
      const [red, blue] = [cacheTag('test', 'red'), cacheTag('test', 'blue')];
      await write(
        entry('a', { tags: [red] }),
        entry('b', { tags: [blue, red] }),
        entry('c', { tags: [blue] }),
        entry('d'),
        entry('e'),
      );
      expect(await store.invalidate({ tags: [red] })).toBe(true);
      expect(await texts(store, 'a', 'b', 'c', 'd', 'e')).toEqual([
        undefined,
        undefined,
        'value of c',
        'value of d',
        'value of e',
      ]);
      expect(await store.invalidate({ keys: [cacheKey('test', ['d'])] })).toBe(true);
      expect(await texts(store, 'c', 'd', 'e')).toEqual(['value of c', undefined, 'value of e']);
    });

    test('invalidates thousands at once', async () => {
      const tags = Array.from({ length: 6000 }, (_, at) => cacheTag('test', `${at}`));
      await write(entry('a', { tags: tags.slice(-1) }), entry('b'));
      expect(await store.invalidate({ tags })).toBe(true);
      expect(await texts(store, 'a', 'b')).toEqual([undefined, 'value of b']);
    });

    test('does not keep what was read before an invalidation and is written after it', async () => {
      const tag = cacheTag('test', 'tag');
      const before = await momentOf(store);
      expect(await store.invalidate({ tags: [tag], keys: [cacheKey('test', ['c'])] })).toBe(true);
      await store.write([entry('a', { tags: [tag] }), entry('b'), entry('c')], before);
      expect(await texts(store, 'a', 'b', 'c')).toEqual([undefined, 'value of b', undefined]);
      await write(entry('a', { tags: [tag] }), entry('c'));
      expect(await texts(store, 'a', 'c')).toEqual(['value of a', 'value of c']);
    });

    test('keeps nothing that is written without a moment', async () => {
      await store.write([entry('a')], undefined);
      expect(await texts(store, 'a')).toEqual([undefined]);
    });

    test('gives a lease to one, until it is released or its time is over', async () => {
      const key = cacheKey('test', ['lease']);
      const first = await store.lease(key, 5000);
      expect(first.kind).toBe('held');
      expect((await store.lease(key, 5000)).kind).toBe('taken');
      expect((await store.lease(cacheKey('test', ['other']), 5000)).kind).toBe('held');
      if (first.kind === 'held') {
        await first.release();
      }
      const second = await store.lease(key, 5000);
      expect(second.kind).toBe('held');
      if (first.kind === 'held') {
        // Not the second one's.
        await first.release();
      }
      expect((await store.lease(key, 5000)).kind).toBe('taken');
    });

    test('reads nothing once it is closed', async () => {
      await write(entry('a'));
      await store.close();
      expect(await store.read([cacheKey('test', ['a'])])).toEqual({ entries: [undefined], moment: undefined });
      await store.write([entry('a')], { generation: 'x', sequence: 1 });
      expect(await texts(store, 'a')).toEqual([undefined]);
    });
  });
}
