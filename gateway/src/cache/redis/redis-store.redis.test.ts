import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { timeTaken } from '../../time-taken.test-kit.js';
import { cacheKey, cacheTag } from '../cache-key.js';
import { describeStore, entry, momentOf, texts } from '../store.test-kit.js';
import { openPings, startCluster, startRedis, type TestCluster, type TestRedis, until } from './redis.test-kit.js';
import { openStore } from './stores.test-kit.js';

let redis: TestRedis;
let cluster: TestCluster;
let opened = 0;
const releases: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), startCluster()]);
});
afterAll(() => Promise.all([redis.stop(), cluster.stop()]));
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

const single = () => ({ kind: 'single', url: redis.url }) as const;
const kinds = ['redis', 'tiered'] as const;

async function open(kind: 'redis' | 'tiered', options: { prefix?: string; maxRemembered?: number; url?: string } = {}) {
  const { url = redis.url, ...rest } = options;
  const { store, close } = await openStore({ kind, address: { kind: 'single', url }, ...rest });
  releases.push(close);
  return store;
}

for (const kind of kinds) {
  for (const [name, address] of [
    ['single', single],
    ['cluster', () => ({ kind: 'cluster', urls: cluster.urls }) as const],
  ] as const) {
    describeStore(`${kind}, ${name}`, async () => {
      opened += 1;
      const clock = { nowMs: Date.now() };
      const { store, close } = await openStore({
        kind,
        address: address(),
        prefix: `t${opened}:`,
        now: () => clock.nowMs,
      });
      releases.push(close);
      return { store, clock };
    });
  }
}

describe.each(kinds)('%s store of two processes', (kind) => {
  test('reads what the other one wrote, and nothing with another prefix', async () => {
    const [one, two, other] = [await open(kind), await open(kind), await open(kind, { prefix: 'other:' })];
    await one.write([entry('shared')], await momentOf(one));
    expect(await texts(two, 'shared')).toEqual(['value of shared']);
    expect(await texts(other, 'shared')).toEqual([undefined]);
  });

  test('reads nothing that the other one has invalidated, from memory neither', async () => {
    const [one, two] = [await open(kind), await open(kind)];
    const { ping, stop } = await openPings([redis]);
    releases.push(stop);
    const tag = cacheTag('test', 'two processes');
    for (let round = 0; round < 5; round += 1) {
      await one.write([entry('a', { tags: [tag] })], await momentOf(one));
      expect(await texts(two, 'a')).toEqual(['value of a']);
      const { value, awakeMs } = await timeTaken(() => one.invalidate({ tags: [tag] }), ping);
      expect(value).toBe(true);
      expect(awakeMs).toBeLessThan(100);
      expect(await texts(two, 'a')).toEqual([undefined]);
      expect(await texts(one, 'a')).toEqual([undefined]);
    }
  });

  test('knows of invalidations that came before it was opened', async () => {
    const one = await open(kind, { prefix: 'late:' });
    const tag = cacheTag('test', 'late');
    const before = await momentOf(one);
    await one.invalidate({ tags: [tag] });
    await one.write([entry('a', { tags: [tag] })], before);
    expect(await texts(await open(kind, { prefix: 'late:' }), 'a')).toEqual([undefined]);
  });

  test('reads nothing older than the invalidations that Redis has forgotten', async () => {
    const options = { prefix: `forget-${kind}:`, maxRemembered: 2 };
    const [one, two] = [await open(kind, options), await open(kind, options)];
    await one.write([entry('a', { tags: [cacheTag('test', 'a')] })], await momentOf(one));
    for (const name of ['a', 'x', 'y', 'z']) {
      await two.invalidate({ tags: [cacheTag('test', name)] });
    }
    expect(await texts(await open(kind, options), 'a')).toEqual([undefined]);
    expect(await redis.command('zcard', `${options.prefix}{invalidations}`)).toBe(3);
    await one.write([entry('b')], await momentOf(one));
    expect(await texts(two, 'b')).toEqual(['value of b']);
  });

  test('takes what is broken, or another program’s, for nothing', async () => {
    const store = await open(kind, { prefix: 'broken:' });
    const key = `broken:${cacheKey('test', ['a'])}`;
    for (const value of ['', 'garbage', `\xfa\x02${'x'.repeat(100)}`]) {
      await redis.command('set', key, value);
      expect(await texts(store, 'a')).toEqual([undefined]);
    }
    await redis.command('del', key);
    await redis.command('rpush', key, 'another', 'type');
    expect(await texts(store, 'a')).toEqual([undefined]);
    await redis.command('set', 'broken:{invalidations}', 'garbage');
    await store.write([entry('a')], await momentOf(store));
    expect(await texts(store, 'a')).toEqual(['value of a']);
  });

  test('takes what was cut short or changed at any place for nothing', async () => {
    const [store, reader] = [
      await open('redis', { prefix: `cut-${kind}:` }),
      await open(kind, { prefix: `cut-${kind}:` }),
    ];
    const key = `cut-${kind}:${cacheKey('test', ['a'])}`;
    await store.write([entry('a', { tags: [cacheTag('test', 'x')] })], await momentOf(store));
    const client = new Redis(redis.port, '127.0.0.1');
    releases.push(async () => client.disconnect());
    const whole = (await client.getBuffer(key)) as Buffer;
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 0x5a;
      for (const broken of [whole.subarray(0, at), changed]) {
        await client.set(key, broken);
        expect(await texts(reader, 'a'), `at ${at}`).toEqual([undefined]);
      }
    }
    await client.set(key, whole);
    expect(await texts(reader, 'a')).toEqual(['value of a']);
  });

  test('reads nothing of before when Redis has lost the log of invalidations', async () => {
    const store = await open(kind, { prefix: 'lost:' });
    await store.write([entry('a')], await momentOf(store));
    await redis.command('del', 'lost:{invalidations}');
    await until(async () => (await texts(store, 'a'))[0] === undefined);
    await store.write([entry('a')], await momentOf(store));
    expect(await texts(store, 'a')).toEqual(['value of a']);
  });

  test('begins anew when Redis knows less than it did, as after a failover', async () => {
    const store = await open(kind, { prefix: 'older:' });
    const tags = ['x', 'y'].map((name) => cacheTag('test', name));
    await store.invalidate({ tags });
    await store.write([entry('a')], await momentOf(store));
    expect(await texts(store, 'a')).toEqual(['value of a']);
    await redis.command('zrem', 'older:{invalidations}', tags[1] as string);
    await until(async () => (await texts(store, 'a'))[0] === undefined);
  });
});

describe.each(kinds)('%s store while Redis fails', (kind) => {
  async function openBeside(args: string[] = []) {
    const own = await startRedis({ args });
    releases.push(() => own.stop());
    return { own, store: await open(kind, { url: own.url }) };
  }

  test('waits 200 ms once when it is frozen, then misses at once, and reads again when it is thawed', async () => {
    const { own, store } = await openBeside();
    await store.write([entry('a')], await momentOf(store));
    own.freeze();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const first = await timeTaken(() => texts(store, 'a'));
    expect(first.value).toEqual([undefined]);
    expect(first.awakeMs).toBeLessThan(300);
    for (let count = 0; count < 10; count += 1) {
      const { value, isAtOnce } = await timeTaken(() => store.read([cacheKey('test', ['a'])]));
      expect(value).toEqual({ entries: [undefined], moment: undefined });
      expect(isAtOnce).toBe(true);
    }
    expect(await store.lease(cacheKey('test', ['a']), 1000)).toEqual({ kind: 'away' });
    expect(store.stats().available).toBe(false);
    own.thaw();
    await until(async () => (await texts(store, 'a'))[0] === 'value of a');
  });

  test('acknowledges no invalidation while it is away, and makes up for it before anything is read again', async () => {
    const { own, store } = await openBeside();
    const other = await open(kind, { url: own.url });
    const tag = cacheTag('test', 'away');
    await store.write([entry('a', { tags: [tag] }), entry('b')], await momentOf(store));
    own.freeze();
    expect(await store.invalidate({ tags: [tag] })).toBe(false);
    own.thaw();
    await until(async () => (await texts(store, 'b'))[0] !== undefined);
    expect(await texts(store, 'a', 'b')).toEqual([undefined, 'value of b']);
    await until(async () => (await texts(other, 'b'))[0] !== undefined);
    expect(await texts(other, 'a', 'b')).toEqual([undefined, 'value of b']);
  });

  test('misses while it is killed, and keeps values again when it is back, empty', async () => {
    const { own, store } = await openBeside();
    await store.write([entry('a')], await momentOf(store));
    await own.kill();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await texts(store, 'a')).toEqual([undefined]);
    await own.restart();
    await until(async () => (await store.read([])).moment !== undefined);
    expect(await texts(store, 'a')).toEqual([undefined]);
    await store.write([entry('a')], await momentOf(store));
    expect(await texts(store, 'a')).toEqual(['value of a']);
  });

  test('goes on reading and invalidating when Redis has no memory left', async () => {
    const { own, store } = await openBeside();
    const tag = cacheTag('test', 'full');
    await store.write([entry('a', { tags: [tag] })], await momentOf(store));
    await own.command('config', 'set', 'maxmemory', '1');
    expect(await texts(store, 'a')).toEqual(['value of a']);
    await store.write([entry('b', { key: cacheKey('test', ['b']) })], await momentOf(store));
    expect(await store.invalidate({ tags: [tag] })).toBe(true);
    expect(await texts(store, 'a')).toEqual([undefined]);
    await own.command('config', 'set', 'maxmemory', '0');
    await until(async () => (await store.read([])).moment !== undefined);
    await store.write([entry('a')], await momentOf(store));
    expect(await texts(store, 'a')).toEqual(['value of a']);
  });
});
