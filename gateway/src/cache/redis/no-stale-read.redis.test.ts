import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheTag } from '../cache-key.js';
import type { CacheStore } from '../store.js';
import { entry } from '../store.test-kit.js';
import { startRedis, type TestRedis } from './redis.test-kit.js';
import { openStore } from './stores.test-kit.js';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const NAMES = ['a', 'b', 'c'];
const tagOf = (name: string) => cacheTag('test', name);
const pause = (maxMs: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * maxMs));

/** What the sources hold: a number for each name, which only rises. */
function createTruth() {
  const current = new Map(NAMES.map((name) => [name, 0]));
  /** The lowest that may still be read: what was true when the last acknowledged invalidation began. */
  const lowest = new Map(NAMES.map((name) => [name, 0]));
  return { current, lowest };
}

/** Reads as a gateway does: from the store, else from the source after a while, and then writes. */
async function readThrough(store: CacheStore, name: string, truth: ReturnType<typeof createTruth>) {
  const lowest = truth.lowest.get(name) as number;
  const { entries, moment } = await store.read([entry(name).key]);
  const [found] = entries;
  if (found !== undefined) {
    expect(Number(Buffer.from(found.value).toString()), `"${name}" from the store`).toBeGreaterThanOrEqual(lowest);
    return 'hit';
  }
  const value = Buffer.from(`${truth.current.get(name)}`);
  await pause(8);
  await store.write([entry(name, { value, tags: [tagOf(name)], freshForMs: 60_000, keepForMs: 60_000 })], moment);
  return 'miss';
}

async function change(store: CacheStore, name: string, truth: ReturnType<typeof createTruth>) {
  const value = (truth.current.get(name) as number) + 1;
  truth.current.set(name, value);
  if (await store.invalidate({ tags: [tagOf(name)] })) {
    truth.lowest.set(name, Math.max(value, truth.lowest.get(name) as number));
  }
}

describe.each(['redis', 'tiered'] as const)('%s stores of three processes', (kind) => {
  test('read nothing stale after an acknowledged invalidation, however reads, writes and invalidations interleave', async () => {
    const opened = await Promise.all(
      [1, 2, 3].map(() => openStore({ kind, address: { kind: 'single', url: redis.url }, prefix: `${kind}:` })),
    );
    const stores = opened.map(({ store }) => store);
    const truth = createTruth();
    const seen = { hit: 0, miss: 0 };
    const endsAt = performance.now() + 3000;
    const read = async (store: CacheStore) => {
      while (performance.now() < endsAt) {
        const name = NAMES[Math.floor(Math.random() * NAMES.length)] as string;
        seen[await readThrough(store, name, truth)] += 1;
        await pause(2);
      }
    };
    const invalidate = async (store: CacheStore) => {
      while (performance.now() < endsAt) {
        await pause(120);
        await change(store, NAMES[Math.floor(Math.random() * NAMES.length)] as string, truth);
      }
    };
    await Promise.all([...stores.flatMap((store) => [read(store), read(store)]), ...stores.map(invalidate)]);
    await Promise.all(opened.map(({ close }) => close()));
    // Enough of both, or nothing was shown.
    expect(seen.hit).toBeGreaterThan(200);
    expect(seen.miss).toBeGreaterThan(20);
    expect(Math.min(...truth.current.values())).toBeGreaterThan(2);
  });
});
