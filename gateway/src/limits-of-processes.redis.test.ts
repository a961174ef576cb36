import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRedis, type TestRedis } from './cache/redis/redis.test-kit.js';
import type { TestProject } from './commands/project.test-kit.js';
import {
  type ChangingSource,
  createShopProject,
  type GatewayProcess,
  serveInProcess,
  startChangingSource,
} from './invalidation.test-kit.js';

/** Puts the clock of a process forward and back, by up to a day, five times a second. */
const jumpingClock = [
  'const real = Date.now;',
  'let shift = 0;',
  'setInterval(() => { shift = Math.round((Math.random() - 0.5) * 172_800_000); }, 200).unref();',
  'Date.now = () => real() + shift;',
].join('');
const clocks = [
  ['that go right', {}],
  ['that jump', { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(jumpingClock)}` }],
] as const;

describe.each(clocks)('four gateway processes with one Redis and clocks %s', (_clocks, environment) => {
  let redis: TestRedis;
  let source: ChangingSource;
  let project: TestProject;
  let gateways: readonly GatewayProcess[] = [];
  beforeAll(async () => {
    [redis, source] = await Promise.all([startRedis(), startChangingSource()]);
    project = await createShopProject(source, [
      'rateLimits: { rules: [{ name: minute, limit: 1000, windowSeconds: 60 }] }',
      `redis: { urls: ["${redis.url}"] }`,
    ]);
    gateways = await Promise.all([1, 2, 3, 4].map(() => serveInProcess(project, environment)));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all([redis.stop(), source.stop()]);
    project.remove();
  });

  test('let 990 to 1,010 of 5,000 requests pass, at a limit of 1,000 a minute', async () => {
    const counts = new Map<number, number>();
    const startedAt = performance.now();
    const send = async (gateway: GatewayProcess): Promise<void> => {
      for (let sent = 0; sent < 125; sent++) {
        const { status } = await gateway.ask('{ hours }');
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(gateways.flatMap((gateway) => Array.from({ length: 10 }, () => send(gateway))));
    // Within one window, or more could pass.
    expect(performance.now() - startedAt).toBeLessThan(55_000);
    expect(counts.get(200)).toBeGreaterThanOrEqual(990);
    expect(counts.get(200)).toBeLessThanOrEqual(1010);
    expect((counts.get(200) ?? 0) + (counts.get(429) ?? 0)).toBe(5000);
    console.info(`${counts.get(200)} passed, ${counts.get(429)} did not`);
  }, 60_000);
});
