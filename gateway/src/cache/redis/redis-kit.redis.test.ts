import { expect, test } from 'vitest';
import { startCluster, startRedis, startSentinel } from './redis.test-kit.js';

test('startRedis() starts a server that can be frozen, killed and started again', async () => {
  const redis = await startRedis();
  try {
    expect(await redis.command('set', 'a', 'b')).toBe('OK');
    await redis.kill();
    await expect(redis.command('get', 'a')).rejects.toThrow();
    await redis.restart();
    expect(await redis.command('get', 'a')).toBeNull();
    redis.freeze();
    const answer = redis.command('ping');
    redis.thaw();
    expect(await answer).toBe('PONG');
  } finally {
    await redis.stop();
  }
});

test('startCluster() starts three nodes that share the slots', async () => {
  const cluster = await startCluster();
  try {
    const slots = (await cluster.nodes[0]?.command('cluster', 'slots')) as unknown[];
    expect(slots).toHaveLength(3);
  } finally {
    await cluster.stop();
  }
});

test('startSentinel() fails over to the replica when the primary is killed', async () => {
  const { primary, replica, failedOver, stop } = await startSentinel();
  try {
    await primary.kill();
    await failedOver();
    expect(await replica.command('set', 'a', 'b')).toBe('OK');
  } finally {
    await stop();
  }
});
