import { afterEach, describe, expect, test } from 'vitest';
import { timeTaken } from '../../time-taken.test-kit.js';
import { type CacheKey, cacheKey, cacheTag } from '../cache-key.js';
import { entry, momentOf } from '../store.test-kit.js';
import { openPings, startCluster, type TestCluster, type TestRedis, until } from './redis.test-kit.js';
import { openStore } from './stores.test-kit.js';

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

const prefix = 'test:';
const logKey = `${prefix}{invalidations}`;
const names = Array.from({ length: 30 }, (_, at) => `n${at}`);
const keys = names.map((name) => cacheKey('test', [name]));

async function nodeOf(cluster: TestCluster, key: string): Promise<TestRedis> {
  const slot = Number(await cluster.nodes[0]?.command('cluster', 'keyslot', key));
  // As the kit gives them out.
  return cluster.nodes[slot < 5461 ? 0 : slot < 10_923 ? 1 : 2] as TestRedis;
}

async function start(kind: 'redis' | 'tiered') {
  const cluster = await startCluster();
  releases.push(() => cluster.stop());
  const open = async (of: 'redis' | 'tiered') => {
    const opened = await openStore({ kind: of, prefix, address: { kind: 'cluster', urls: cluster.urls } });
    releases.push(opened.close);
    return opened.store;
  };
  // Written by another process, so that nothing is in the memory of this one.
  const [store, writer] = [await open(kind), await open('redis')];
  const tag = cacheTag('test', 'all');
  const found = async () => (await store.read(keys)).entries.filter((each) => each !== undefined).length;
  await until(async () => {
    await writer.write(
      names.map((name) => entry(name, { tags: [tag] })),
      await momentOf(writer),
    );
    return (await writer.read(keys)).entries.every((each) => each !== undefined);
  });
  await until(async () => (await found()) === keys.length);
  const byNode = await Promise.all(keys.map((key: CacheKey) => nodeOf(cluster, `${prefix}${key}`)));
  return { cluster, store, tag, found, byNode, logNode: await nodeOf(cluster, logKey) };
}

describe('redis store in a cluster', () => {
  test('reads what the other nodes have while one is frozen, after one wait of 200 ms', async () => {
    const { cluster, store, tag, found, byNode, logNode } = await start('redis');
    const frozen = cluster.nodes.find((node) => node !== logNode) as TestRedis;
    const there = byNode.filter((node) => node !== frozen).length;
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(keys.length);
    frozen.freeze();
    const first = await timeTaken(found);
    expect(first.value).toBe(there);
    expect(first.tookMs).toBeGreaterThan(150);
    const { ping, stop } = await openPings(cluster.nodes.filter((node) => node !== frozen));
    releases.push(stop);
    for (let n = 0; n < 10; n++) {
      const next = await timeTaken(found, ping);
      expect(next.value).toBe(there);
      expect(next.awakeMs).toBeLessThan(150);
    }
    // The log is there, so invalidations hold, also for what cannot be read just now.
    expect(await store.invalidate({ tags: [tag] })).toBe(true);
    frozen.thaw();
    await until(async () => (await store.lease(keys[byNode.indexOf(frozen)] as CacheKey, 10)).kind !== 'away');
    expect(await found()).toBe(0);
  });
});

describe.each(['redis', 'tiered'] as const)('%s store in a cluster', (kind) => {
  test('reads nothing while the node with the log of invalidations is frozen, and all of it when it is back', async () => {
    const { store, tag, found, logNode } = await start(kind);
    expect(await found()).toBe(keys.length);
    logNode.freeze();
    // Until then it is known what has been invalidated.
    await new Promise((resolve) => setTimeout(resolve, 60));
    await store.read(keys);
    for (let n = 0; n < 10; n++) {
      const { value, awakeMs } = await timeTaken(() => store.read(keys));
      expect(value.moment).toBeUndefined();
      expect(awakeMs).toBeLessThan(150);
    }
    expect(await store.invalidate({ tags: [tag] })).toBe(false);
    logNode.thaw();
    await until(async () => (await store.read([])).moment !== undefined);
    // What could not be entered is made up for before anything is read.
    expect(await found()).toBe(0);
  });
});
