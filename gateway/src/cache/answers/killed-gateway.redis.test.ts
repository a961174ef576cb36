import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createShopProject, serveHere, serveInProcess, startChangingSource } from '../../invalidation.test-kit.js';
import { startRedis, until } from '../redis/redis.test-kit.js';

const releases: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

/** How long the source takes, in milliseconds. */
const TAKES_MS = 1500;

async function startSlowSource() {
  let calls = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    if (body.includes('hours')) {
      calls += 1;
      await sleep(TAKES_MS);
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { hours: calls } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(async () => server.closeAllConnections());
  const changing = await startChangingSource();
  releases.push(() => changing.stop());
  return { ...changing, url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, calls: () => calls };
}

test('queries whose gateway is killed while it makes an answer for all are executed by another one half a second later', async () => {
  const redis = await startRedis();
  releases.push(() => redis.stop());
  const source = await startSlowSource();
  const project = await createShopProject(source, [`redis: { urls: ["${redis.url}"] }`, 'cache: { store: redis }']);
  releases.push(async () => project.remove());
  const survivor = await serveHere(project);
  releases.push(() => survivor.stop());
  const killed = await serveInProcess(project);

  const lost = killed.ask('{ hours }').catch(() => 'lost');
  await until(async () => source.calls() === 1);
  const waiting = [1, 2, 3].map(() => survivor.ask('{ hours }'));
  await killed.kill();
  const startedAt = performance.now();
  expect(await lost).toBe('lost');
  // The lease of the killed one goes on for 5 s, and nobody waits for it.
  expect(await Promise.all(waiting)).toEqual(Array(3).fill({ status: 200, body: { data: { hours: 2 } } }));
  expect(performance.now() - startedAt).toBeLessThan(TAKES_MS + 2000);
  expect(source.calls()).toBe(2);
  await until(async () => (await survivor.ask('{ hours }')).body.data.hours === 2);
  expect(source.calls()).toBe(2);
});
