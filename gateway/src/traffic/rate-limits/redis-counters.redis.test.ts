import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRedis, type RedisConnection } from '../../cache/redis/connection.js';
import { startCluster, startRedis, type TestCluster, type TestRedis } from '../../cache/redis/redis.test-kit.js';
import { timeTaken } from '../../time-taken.test-kit.js';
import type { Charge, CounterStore } from './counter-store.js';
import { describeCounterStore } from './counter-store.test-kit.js';
import { createRedisCounters } from './redis-counters.js';

let redis: TestRedis;
let cluster: TestCluster;
beforeAll(async () => {
  redis = await startRedis();
  cluster = await startCluster();
});
afterAll(async () => {
  await redis.stop();
  await cluster.stop();
});

async function connect(address: Parameters<typeof connectRedis>[0]['address']): Promise<RedisConnection> {
  const connection = connectRedis({ prefix: 'test:', address });
  await connection.opened();
  return connection;
}

const connectSingle = () => connect({ kind: 'single', url: redis.url });

describeCounterStore('createRedisCounters()', async () => {
  const connection = await connectSingle();
  return {
    store: createRedisCounters({ connection, cluster: false }),
    wait: (ms) => sleep(ms),
    close: () => connection.close(),
  };
});

describeCounterStore('createRedisCounters() in a cluster', async () => {
  const connection = await connect({ kind: 'cluster', urls: cluster.urls });
  return {
    store: createRedisCounters({ connection, cluster: true }),
    wait: (ms) => sleep(ms),
    close: () => connection.close(),
  };
});

const perMinute = (key: string, limit: number): Charge => ({
  key,
  units: 1,
  allowance: { limit, burst: limit, windowMicros: 60_000_000 },
  refuses: true,
});

describe('createRedisCounters()', () => {
  it('lets four processes pass no more than the limit together', async () => {
    const connections = await Promise.all(Array.from({ length: 4 }, connectSingle));
    const stores = connections.map((connection) => createRedisCounters({ connection, cluster: false }));
    let passed = 0;
    const send = async (store: CounterStore): Promise<void> => {
      for (let index = 0; index < 125; index++) {
        const [taken] = (await store.take([perMinute('limit:four', 1000)])) ?? [];
        expect(taken).toBeDefined();
        passed += taken?.allowed === true ? 1 : 0;
      }
    };
    await Promise.all(stores.flatMap((store) => Array.from({ length: 10 }, () => send(store))));
    // 5000 asked. What GCRA gives back meanwhile does not count: the window has a limit of its own.
    expect(passed).toBe(1000);
    await Promise.all(connections.map((connection) => connection.close()));
  });

  it('keeps a counter no longer than it says something', async () => {
    const connection = await connectSingle();
    const store = createRedisCounters({ connection, cluster: false });
    await store.take([perMinute('limit:ttl', 10)]);
    const ttl = Number(await redis.command('pttl', 'test:limit:ttl'));
    expect(ttl).toBeGreaterThan(58_000);
    expect(ttl).toBeLessThanOrEqual(60_001);
    await connection.close();
  });

  it.each([
    ['a text', ['set', 'garbage'] as const],
    ['a list', ['rpush', 'garbage'] as const],
  ])('takes %s that somebody else wrote for no counter', async (_kind, [command, value]) => {
    const connection = await connectSingle();
    const store = createRedisCounters({ connection, cluster: false });
    await redis.command('del', 'test:limit:garbage');
    await redis.command(command, 'test:limit:garbage', value);
    expect(await store.take([perMinute('limit:garbage', 2)])).toMatchObject([{ allowed: true, remaining: 1 }]);
    expect(await store.take([perMinute('limit:garbage', 2)])).toMatchObject([{ allowed: true, remaining: 0 }]);
    await connection.close();
  });

  it('refuses for one window at most when the clock of the server jumps back, and not at all when it jumps ahead', async () => {
    const connection = await connectSingle();
    const store = createRedisCounters({ connection, cluster: false });
    const [seconds = 0] = (await redis.command('time')) as unknown as number[];
    const day = 86_400;
    // As they are when the clock was a day ahead, and a day behind, while they were counted.
    for (const [key, start] of [
      ['ahead', Number(seconds) + day],
      ['behind', Number(seconds) - day],
    ] as const) {
      await redis.command('set', `test:limit:${key}`, `${start}000000 60000000.000000 3`);
    }
    const [back] = (await store.take([perMinute('limit:ahead', 3)])) ?? [];
    expect(back).toMatchObject({ allowed: false });
    expect(back?.retryMicros).toBeLessThanOrEqual(60_000_000);
    expect(await store.take([perMinute('limit:behind', 3)])).toMatchObject([{ allowed: true, remaining: 2 }]);
    await connection.close();
  });

  it('goes on when the server has forgotten the script', async () => {
    const connection = await connectSingle();
    const store = createRedisCounters({ connection, cluster: false });
    await store.take([perMinute('limit:flush', 3)]);
    await redis.command('script', 'flush');
    expect(await store.take([perMinute('limit:flush', 3)])).toMatchObject([{ allowed: true, remaining: 1 }]);
    await connection.close();
  });

  it('says that it cannot be asked within 200 ms when the server is frozen, then at once, and recovers', async () => {
    const own = await startRedis();
    const connection = await connect({ kind: 'single', url: own.url });
    const store = createRedisCounters({ connection, cluster: false });
    await store.take([perMinute('limit:frozen', 3)]);
    own.freeze();
    const take = () => timeTaken(async () => store.take([perMinute('limit:frozen', 3)]));
    const first = await take();
    expect(first.value).toBeUndefined();
    expect(first.awakeMs).toBeLessThan(350);
    expect(await take()).toMatchObject({ value: undefined, isAtOnce: true });
    own.thaw();
    await expect.poll(async () => store.take([perMinute('limit:thawed', 3)]), { timeout: 5000 }).toBeDefined();
    await connection.close();
    await own.stop();
  });

  it('says that it cannot be asked when the server has no memory left', async () => {
    const own = await startRedis();
    const connection = await connect({ kind: 'single', url: own.url });
    const store = createRedisCounters({ connection, cluster: false });
    await own.command('config', 'set', 'maxmemory', '1');
    expect(await store.take([perMinute('limit:full', 3)])).toBeUndefined();
    await own.command('config', 'set', 'maxmemory', '0');
    expect(await store.take([perMinute('limit:full', 3)])).toBeDefined();
    await connection.close();
    await own.stop();
  });
});
