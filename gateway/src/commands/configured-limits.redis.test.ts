import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCluster, startRedis } from '../cache/redis/redis.test-kit.js';
import { createGateway, type Gateway } from '../gateway.js';
import { createLogger } from '../telemetry/logger.js';
import { createTestProject, shopFiles, type TestProject } from './project.test-kit.js';
import { planServe } from './serve-plan.js';

let project: TestProject;
const gateways: Gateway[] = [];
beforeEach(() => {
  project = createTestProject();
});
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  project.remove();
});

/** Serves the project as `facet serve` does, with more in `facet.yaml`. */
async function serve(lines: string): Promise<{ readonly graph: string; readonly admin: string | undefined }> {
  project.write({ 'facet.yaml': `${shopFiles['facet.yaml']}${lines}\n` });
  await project.run('compose');
  const { folder } = project;
  const plan = await planServe({ config: 'facet.yaml' }, { out: () => {}, err: () => {}, environment: {}, folder });
  if (plan.kind !== 'serve') {
    throw new TypeError(`Cannot serve: ${JSON.stringify(plan)}`);
  }
  const gateway = createGateway(plan.settings, { log: createLogger({ level: 'silent', format: 'json' }) });
  gateways.push(gateway);
  const { public: address, admin } = await gateway.start();
  return { graph: `${address.url}/shop/graphql`, admin: admin?.url };
}

async function ask(url: string, client: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'apollographql-client-name': client },
    body: '{"query":"{ __typename }"}',
  });
  await response.arrayBuffer();
  return response.status;
}

const limits = [
  'rateLimits:',
  '  rules:',
  '    - { name: daily, key: [client, caller], when: { clientNames: [phone] }, limit: 1, windowSeconds: 86400 }',
  '    - { name: all, limit: 3, windowSeconds: 86400 }',
].join('\n');

it('facet serve keeps the limits of facet.yaml in the Redis that it names, for all processes', async () => {
  const redis = await startRedis();
  try {
    const lines = `${limits}\nredis: { urls: ["${redis.url}"], prefix: "shop:" }`;
    const [one, other] = [await serve(lines), await serve(lines)];
    expect([await ask(one.graph, 'phone'), await ask(other.graph, 'phone')]).toEqual([200, 429]);
    expect([await ask(one.graph, 'web'), await ask(other.graph, 'web'), await ask(one.graph, 'web')]).toEqual([
      200, 200, 429,
    ]);
    const keys = (await redis.command('keys', '*')) as string[];
    expect(keys.filter((key) => /^shop:limit:[\w-]{22}$/.test(key))).toHaveLength(2);
    const metrics = await (await fetch(`${other.admin}/metrics`)).text();
    expect(metrics).toContain('facet_rate_limit_decisions_total{rule="daily",result="over"} 1');
  } finally {
    await redis.stop();
  }
});

it('facet serve keeps them in a cluster', async () => {
  const cluster = await startCluster();
  try {
    const lines = `${limits}\nredis: { mode: cluster, urls: ${JSON.stringify(cluster.urls)} }`;
    const [one, other] = [await serve(lines), await serve(lines)];
    const statuses = [];
    for (const [url, client] of [
      [one.graph, 'phone'],
      [other.graph, 'phone'],
      [one.graph, 'phone'],
      [other.graph, 'web'],
      [one.graph, 'web'],
      [other.graph, 'web'],
    ] as const) {
      statuses.push(await ask(url, client));
    }
    // What "daily" refused was given back to "all".
    expect(statuses).toEqual([200, 429, 429, 200, 200, 429]);
  } finally {
    await cluster.stop();
  }
});
