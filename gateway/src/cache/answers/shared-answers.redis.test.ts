import { once } from 'node:events';
import { createServer } from 'node:http';
import { composeClientGraph } from '@facet/schema';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway } from '../../gateway.js';
import { createLogger } from '../../telemetry/logger.js';
import { timeTaken } from '../../time-taken.test-kit.js';
import { startRedis, type TestRedis, until } from '../redis/redis.test-kit.js';

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

/** A source that counts. */
async function startSource(delayMs = 0) {
  let calls = 0;
  const server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      // Probes ask for nothing of it.
      calls += body.includes('stock') ? 1 : 0;
      response.setHeader('content-type', 'application/json');
      const answer = JSON.stringify({ data: { stock: calls } });
      setTimeout(() => response.end(answer), delayMs);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(async () => server.closeAllConnections());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, calls: () => calls };
}

async function startGateway(options: { store: 'redis' | 'tiered'; redis: TestRedis; sourceUrl: string }) {
  const { store, redis, sourceUrl } = options;
  const sdl = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
    type Query { stock(n: Int): Int @cacheControl(maxAge: 60) }`;
  const shared = [{ name: 'stock', url: sourceUrl, file: 'stock.graphql', sdl }];
  const { supergraph } = await composeClientGraph({ name: 'shop', shared, contract: { include: [], exclude: [] } });
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: { all: { timeoutMs: 1000, maxAnswerBytes: 10_000 }, each: {} },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 5000,
        maxWaiting: 10,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_000_000,
      },
      redis: { address: { kind: 'single', url: redis.url }, prefix: 'shop:' },
      cache: { store, memory: { maxBytes: 10_000_000 }, maxEntryBytes: 100_000 },
      clientGraphs: [
        {
          name: 'shop',
          path: '/shop',
          corsOrigins: [],
          maskErrors: 'unexpected',
          validationRules: [],
          supergraph: { file: 'shop.graphql', sdl: supergraph as string },
          local: undefined,
          answerCache: {
            defaultMaxAgeSeconds: 0,
            maxAgeSeconds: 86_400,
            staleWhileRevalidateSeconds: 0,
            staleIfErrorSeconds: 0,
            vary: [],
          },
        },
      ],
    },
    { log: createLogger({ level: 'silent', format: 'json' }) },
  );
  const { public: address } = await gateway.start();
  releases.push(() => gateway.stop());
  return async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const response = await fetch(`${address.url}/shop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: { stock: number }; errors?: unknown };
    return { body };
  };
}

describe.each(['redis', 'tiered'] as const)('answers in the %s store of two gateways', (store) => {
  test('are executed once for both', async () => {
    const redis = await startRedis();
    releases.push(() => redis.stop());
    const source = await startSource();
    const [one, two] = await Promise.all([1, 2].map(() => startGateway({ store, redis, sourceUrl: source.url })));
    const first = await one?.('{ stock }');
    // It is written while the answer is on its way already.
    await until(async () => ((await redis.command('keys', 'shop:answer:*')) as unknown[]).length === 1);
    expect((await two?.('{ stock }'))?.body).toEqual(first?.body);
    expect((await one?.('{ stock }'))?.body).toEqual({ data: { stock: 1 } });
    expect(source.calls()).toBe(1);
  });

  test('are executed once for both when both are asked at once', async () => {
    const redis = await startRedis();
    releases.push(() => redis.stop());
    const source = await startSource(150);
    const gateways = await Promise.all([1, 2].map(() => startGateway({ store, redis, sourceUrl: source.url })));
    // Planned once, so that both get as far at the same time.
    await Promise.all(gateways.map((ask) => ask('{ stock(n: 1) }')));
    const before = source.calls();
    const answers = await Promise.all(
      [...gateways, ...gateways].map((ask) => ask('query($n: Int = 2) { stock(n: $n) }')),
    );
    expect(new Set(answers.map(({ body }) => body.data?.stock)).size).toBe(1);
    expect(source.calls()).toBe(before + 1);
  });

  test('are executed while Redis is frozen, after one wait of 200 ms, without an error, and come from it afterwards', async () => {
    const redis = await startRedis();
    releases.push(() => redis.stop());
    const source = await startSource();
    const ask = await startGateway({ store, redis, sourceUrl: source.url });
    await ask('{ stock }');
    // Planned once: that takes another thread, and as long as the machine needs.
    const askFor = (n: number) => ask('query ($n: Int) { stock(n: $n) }', { n });
    await askFor(10);
    redis.freeze();
    const times: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const { value, awakeMs } = await timeTaken(() => askFor(n));
      expect(value.body.errors).toBeUndefined();
      times.push(awakeMs);
    }
    const [waited = 0, ...others] = times.toSorted((a, b) => b - a);
    expect(waited).toBeLessThan(400);
    expect(Math.max(...others)).toBeLessThan(150);
    redis.thaw();
    await until(async () => {
      const before = source.calls();
      await ask('{ stock }');
      return source.calls() === before;
    });
    await redis.kill();
    expect((await ask('{ stock(n: 99) }')).body.errors).toBeUndefined();
  });
});
