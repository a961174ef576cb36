import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { composeClientGraph } from '@facet/schema';
import { afterEach, describe, expect, test } from 'vitest';
import { startRedis, type TestRedis, until } from './cache/redis/redis.test-kit.js';
import { defaultPolicy } from './client-graph/answering-policy.js';
import { createGateway } from './gateway.js';
import { createLogger } from './telemetry/logger.js';
import { timeTaken } from './time-taken.test-kit.js';

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

async function startSource(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"data":{"stock":1}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(async () => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

interface Started {
  readonly redis: TestRedis;
  readonly store?: 'memory' | 'redis' | 'tiered';
  readonly names?: readonly string[];
  readonly maxAliases?: number;
}

/** Starts a gateway; what it gives sends requests to one of its client graphs. */
async function startGateway({ redis, store = 'redis', names = ['shop'], maxAliases = 50 }: Started) {
  const sdl = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
    type Query { stock(n: Int): Int }`;
  const shared = [{ name: 'stock', url: await startSource(), file: 'stock.graphql', sdl }];
  const { supergraph = '' } = await composeClientGraph({ name: 'x', shared, contract: { include: [], exclude: [] } });
  const policy = defaultPolicy();
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 100_000, shutdownGraceMs: 1000, graphiql: false },
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
      clientGraphs: names.map((name) => ({
        name,
        path: `/${name}`,
        corsOrigins: [],
        maskErrors: 'unexpected',
        validationRules: [],
        supergraph: { file: 'shop.graphql', sdl: supergraph },
        local: undefined,
        policy: { ...policy, limits: { ...policy.limits, maxAliases } },
      })),
    },
    { log: createLogger({ level: 'silent', format: 'json' }) },
  );
  const { public: address } = await gateway.start();
  releases.push(() => gateway.stop());
  return async (request: object, name = 'shop') => {
    const response = await fetch(`${address.url}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(request),
    });
    return { status: response.status, body: await response.json() };
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hashed = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } });
const query = '{ stock }';
const answer = { data: { stock: 1 } };
const notFound = {
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
};

async function startOwnRedis(): Promise<TestRedis> {
  const redis = await startRedis();
  releases.push(() => redis.stop());
  return redis;
}

const textKeys = async (redis: TestRedis) => (await redis.command('keys', 'shop:text:*')) as string[];

describe.each(['redis', 'tiered'] as const)('a text that a client has registered, in the %s store', (store) => {
  test('is known by its hash at every gateway, also after a restart, and at no other client graph', async () => {
    const redis = await startOwnRedis();
    const names = ['shop', 'other'];
    const [one, two] = [await startGateway({ redis, store, names }), await startGateway({ redis, store, names })];
    expect(await two(hashed(query))).toMatchObject({ status: 200, body: notFound });
    expect((await one({ query, ...hashed(query) })).body).toEqual(answer);
    await until(async () => (await textKeys(redis)).length === 1);
    expect((await two(hashed(query))).body).toEqual(answer);
    expect((await (await startGateway({ redis, store, names }))(hashed(query))).body).toEqual(answer);
    expect((await two(hashed(query), 'other')).body).toEqual(notFound);
  });
});

describe('a text in a store that others can write to', () => {
  test('is held to its hash', async () => {
    const redis = await startOwnRedis();
    const one = await startGateway({ redis });
    const other = '{ stock(n: 666) }';
    await one({ query, ...hashed(query) });
    await one({ query: other, ...hashed(other) });
    await until(async () => (await textKeys(redis)).length === 2);
    // Each gets the value of the other, which the store finds nothing wrong with.
    const [a = '', b = ''] = await textKeys(redis);
    await redis.command('rename', a, 'shop:x');
    await redis.command('rename', b, a);
    await redis.command('rename', 'shop:x', b);
    const two = await startGateway({ redis });
    expect((await two(hashed(query))).body).toEqual(notFound);
    expect((await two(hashed(other))).body).toEqual(notFound);
    // Registered again, it is put right.
    await two({ query, ...hashed(query) });
    const three = await startGateway({ redis });
    await until(async () => 'data' in (await three(hashed(query))).body);
  });

  test('is held to the limits of the client graph', async () => {
    const redis = await startOwnRedis();
    const lenient = await startGateway({ redis });
    const strict = await startGateway({ redis, maxAliases: 1 });
    const aliased = '{ a: stock b: stock }';
    await lenient({ query: aliased, ...hashed(aliased) });
    await until(async () => (await textKeys(redis)).length === 1);
    expect((await strict(hashed(aliased))).body).toEqual(notFound);
    expect((await strict({ query: aliased, ...hashed(aliased) })).body.errors[0].extensions.code).toBe(
      'OPERATION_OVER_LIMIT',
    );
    expect((await strict({ query, ...hashed(aliased) })).body.errors[0].message).toBe(
      'provided sha does not match query',
    );
  });

  test('is not there when it was not valid, and hashes that are none are not looked for', async () => {
    const redis = await startOwnRedis();
    const one = await startGateway({ redis });
    await one({ query: '{ nowhere }', ...hashed('{ nowhere }') });
    const { body } = await one({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(50_000) } } });
    expect(body).toEqual(notFound);
    await one({ query, ...hashed(query) });
    await until(async () => (await textKeys(redis)).length > 0);
    expect(await textKeys(redis)).toHaveLength(1);
  });
});

describe('texts while Redis is away', () => {
  test('are known to the process they were registered at, and others ask for them', async () => {
    const redis = await startOwnRedis();
    const [one, two] = [await startGateway({ redis }), await startGateway({ redis })];
    redis.freeze();
    expect((await one({ query, ...hashed(query) })).body).toEqual(answer);
    expect((await one(hashed(query))).body).toEqual(answer);
    expect((await two(hashed(query))).body).toEqual(notFound);
    // One wait of 200 ms at most, and then none.
    for (let times = 0; times < 2; times++) {
      const { value, awakeMs } = await timeTaken(() => two(hashed(query)));
      expect(value.body).toEqual(notFound);
      expect(awakeMs).toBeLessThan(150);
    }
    redis.thaw();
    await until(async () => {
      await one({ query, ...hashed(query) });
      return 'data' in (await two(hashed(query))).body;
    });
  });

  test('are this process’ own with the memory store', async () => {
    const redis = await startOwnRedis();
    const one = await startGateway({ redis, store: 'memory' });
    expect((await one({ query, ...hashed(query) })).body).toEqual(answer);
    expect((await one(hashed(query))).body).toEqual(answer);
    expect(await textKeys(redis)).toEqual([]);
  });
});
