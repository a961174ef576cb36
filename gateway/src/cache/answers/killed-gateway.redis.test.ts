import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createShopProject, serveHere, serveInProcess, startChangingSource } from '../../invalidation.test-kit.js';
import { startRedis, type TestRedis, until } from '../redis/redis.test-kit.js';

const releases: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

/**
 * Starts a source that never answers its first call.
 *
 * @param onCalled Told of each call, before it is answered.
 */
async function startHangingSource(onCalled: (call: number) => Promise<void>) {
  let calls = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    if (body.includes('hours')) {
      calls += 1;
      const call = calls;
      await onCalled(call);
      if (call === 1) {
        return;
      }
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { hours: calls } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(async () => server.closeAllConnections());
  const changing = await startChangingSource();
  releases.push(() => changing.stop());
  return { ...changing, url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, calls: () => calls };
}

test('queries whose gateway is killed while it makes an answer for all are executed by another one after half a second, not when its lease ends', async () => {
  const redis = await startRedis();
  releases.push(() => redis.stop());
  /** Leases as they were when the source was called, with whose they were. */
  const leases: (readonly (readonly [string, unknown])[])[] = [];
  let timesTried = 0;
  const source = await startHangingSource(async () => {
    timesTried = await callsOf(redis, 'set');
    const keys = (await redis.command('keys', '*lease:*')) as string[];
    leases.push(await Promise.all(keys.map(async (key) => [key, await redis.command('get', key)] as const)));
  });
  const project = await createShopProject(source, [`redis: { urls: ["${redis.url}"] }`, 'cache: { store: redis }']);
  releases.push(async () => project.remove());
  const survivor = await serveHere(project);
  releases.push(() => survivor.stop());
  const killed = await serveInProcess(project);

  const lost = killed.ask('{ hours }').catch(() => 'lost');
  await until(() => leases.length === 1);
  const [key = 'none'] = leases[0]?.[0] ?? [];
  // It never ends, so that on a machine however slow, whoever is not to wait for its end has not done so.
  expect(await redis.command('persist', key)).toBe(1);
  await redis.command('config', 'resetstat');
  const waiting = [1, 2, 3].map(() => survivor.ask('{ hours }'));
  await killed.kill();
  expect(await lost).toBe('lost');
  expect(await Promise.all(waiting)).toEqual(Array(3).fill({ status: 200, body: { data: { hours: 2 } } }));
  expect(leases[1]).toEqual(leases[0]);
  // It is tried for every 20 ms at most, for half a second: one try more, and some for timers that are a little early.
  expect(timesTried).toBeGreaterThan(0);
  expect(timesTried).toBeLessThanOrEqual(30);
  expect(source.calls()).toBe(2);
  await until(async () => (await survivor.ask('{ hours }')).body.data.hours === 2);
  expect(source.calls()).toBe(2);
}, 60_000);

/** How often a server was sent a command since `CONFIG RESETSTAT`. */
async function callsOf(redis: TestRedis, command: string): Promise<number> {
  const stats = String(await redis.command('info', 'commandstats'));
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
}
