import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheTag } from '../cache-key.js';
import { entry } from '../store.test-kit.js';
import { connectRedis, type RedisConnection } from './connection.js';
import { startRedis, type TestRedis, until } from './redis.test-kit.js';
import { createSharedLog, type SharedLog } from './shared-log.js';

let redis: TestRedis;
let connection: RedisConnection;
let log: SharedLog;
beforeEach(async () => {
  redis = await startRedis();
  connection = connectRedis({ address: { kind: 'single', url: redis.url }, prefix: 'test:' });
  log = createSharedLog(connection, 10_000);
  await connection.opened();
});
afterEach(async () => {
  await connection.close();
  await redis.stop();
});

const tag = cacheTag('test', 'a');
const follow = () => connection.ask(log.key, (client) => log.follow(client));

/** Has an entry written, and invalidated while Redis is away. @returns Whether the log still takes it for current. */
async function invalidateInVain(): Promise<() => boolean> {
  await follow();
  const { moment } = log.copy;
  redis.freeze();
  expect(await log.invalidate([tag])).toBe(false);
  redis.thaw();
  await until(() => connection.available);
  return () => log.copy.isCurrent({ key: entry('a').key, tags: [tag], moment });
}

describe('createSharedLog()', () => {
  test('lets nobody follow past what is being made up for', async () => {
    const isCurrent = await invalidateInVain();
    // The server has never seen the script: it is asked for it, and then sent it.
    const catchingUp = log.catchUp();
    expect(await follow()).toMatchObject({ kind: 'done' });
    expect(isCurrent()).toBe(false);
    await catchingUp;
  });

  test('makes up for what is invalidated in vain once more meanwhile', async () => {
    const isCurrent = await invalidateInVain();
    const catchingUp = log.catchUp();
    redis.freeze();
    await catchingUp;
    expect(await log.invalidate([tag])).toBe(false);
    redis.thaw();
    await until(() => connection.available);
    await until(async () => (await follow()).kind === 'done');
    expect(isCurrent()).toBe(false);
  });
});
