import { afterEach, expect, test, vi } from 'vitest';
import { timeTaken } from '../../time-taken.test-kit.js';
import { createMemoryStore } from '../memory/memory-store.js';
import type { CacheStore } from '../store.js';
import { startKeptShop, stopKeptShops } from './kept-shop.test-kit.js';

afterEach(async () => {
  vi.useRealTimers();
  await stopKeptShops();
});

/** One operation for all, since each learns by itself how long its source takes. */
const query = 'query ($ids: [ID!]!) { list(ids: $ids) { id name } }';

/** A store that another process uses, too, which holds all leases while `taken` is set. */
function sharedStore() {
  const store = createMemoryStore({ maxBytes: 1_000_000, maxEntryBytes: 100_000, now: () => 1_700_000_000_000 });
  const state = { leases: 0, taken: false };
  const shared: CacheStore = {
    ...store,
    isShared: true,
    lease(key, forMs) {
      state.leases++;
      return state.taken ? Promise.resolve({ kind: 'taken' }) : store.lease(key, forMs);
    },
  };
  return { shared, state };
}

/** What a shop is started with. */
interface KnownShopOptions {
  readonly cache?: Parameters<typeof startKeptShop>[0];
  /** What the first call takes by the gateway's clock, in milliseconds, however busy the machine is. Default: as it does. */
  readonly madeInMs?: number;
}

/** A shop whose `products` is known to take some time. */
async function startKnownShop(delayMs: number, { cache = {}, madeInMs }: KnownShopOptions = {}) {
  const { shared, state } = sharedStore();
  const shop = await startKeptShop(cache, { store: shared });
  shop.products.delayMs = delayMs;
  const ask = (...ids: readonly string[]) => shop.ask(query, { variables: { ids } });
  if (madeInMs !== undefined) {
    // It stands still, but for what it is moved by.
    vi.useFakeTimers({ toFake: ['performance'] });
    shop.products.instead = () => void vi.advanceTimersByTime(madeInMs);
  }
  await ask('known');
  vi.useRealTimers();
  shop.products.instead = undefined;
  return { ...shop, ask, state };
}

test('one question to the store is asked for each fetch, however many entities are missing', async () => {
  const { ask, state, asked } = await startKnownShop(60);
  expect(state.leases).toBe(1);
  await ask('a', 'b', 'c', 'd', 'known');
  expect(state.leases).toBe(2);
  await ask('a', 'b', 'c', 'd', 'known');
  expect(state.leases).toBe(2);
  expect(asked()).toEqual([['known'], ['a', 'b', 'c', 'd']]);
});

test('a source that answers in less time than waiting takes is asked without a question to the store', async () => {
  const { ask, state, asked } = await startKnownShop(0, { madeInMs: 19 });
  const leasesBefore = state.leases;
  state.taken = true;
  await ask('a');
  expect(state.leases).toBe(leasesBefore);
  expect(asked()).toEqual([['known'], ['a']]);
});

test('a source that takes as long as waiting does is asked by one process', async () => {
  const { ask, state } = await startKnownShop(0, { madeInMs: 20 });
  const leasesBefore = state.leases;
  await ask('a');
  expect(state.leases).toBe(leasesBefore + 1);
});

test('whoever waits for another process asks the source once it would usually have answered', async () => {
  const { ask, state, asked, counted } = await startKnownShop(100, { madeInMs: 100 });
  state.taken = true;
  const { value, tookMs, awakeMs } = await timeTaken(() => ask('a'));
  expect(value.body.errors).toBeUndefined();
  // Its waiting, and its own call: not the half second of who does not know its source.
  expect(tookMs).toBeGreaterThan(190);
  expect(awakeMs).toBeLessThan(590);
  expect(asked()).toEqual([['known'], ['a']]);
  expect(await counted('products')).toEqual({ miss: 2 });
});

test('nobody waits for another process where the last answer was not for keeping', async () => {
  const { ask, state, products, asked } = await startKnownShop(60);
  products.cacheControl = 'no-store';
  await ask('a');
  const leasesBefore = state.leases;
  state.taken = true;
  await ask('a');
  expect(state.leases).toBe(leasesBefore);
  expect(asked()).toHaveLength(3);
});

test('what is past its time is made anew by one process, and given meanwhile', async () => {
  const { ask, state, asked, clock } = await startKnownShop(0, { cache: { staleWhileRevalidateSeconds: 600 } });
  state.taken = true;
  clock.nowMs += 61_000;
  const stale = await ask('known');
  expect(stale.body.data.list[0].name).toBe('known#1');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked()).toHaveLength(1);
  state.taken = false;
  await ask('known');
  await expect.poll(() => asked().length).toBe(2);
});

test('what is being asked for elsewhere is asked for at once when nobody waits any more', async () => {
  const { ask, state, url, asked } = await startKnownShop(250);
  state.taken = true;
  const leaving = new AbortController();
  const body = JSON.stringify({ query, variables: { ids: ['a'] } });
  const headers = { 'content-type': 'application/json' };
  const left = fetch(url, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 60));
  leaving.abort();
  await left;
  state.taken = false;
  expect((await ask('a')).body.errors).toBeUndefined();
  expect(asked().filter(([id]) => id === 'a').length).toBeLessThanOrEqual(2);
});
