import { composeClientGraph } from '@facet/schema';
import { afterEach, describe, expect, test } from 'vitest';
import { startIssuer, type TestIssuer, testAudience } from '../../auth/auth.test-kit.js';
import { authConfig } from '../../config/auth-config.js';
import { sourceCacheConfig } from '../../config/source-cache-config.js';
import { createGateway } from '../../gateway.js';
import { createLogger } from '../../telemetry/logger.js';
import { timeTaken } from '../../time-taken.test-kit.js';
import { startRedis, type TestRedis, until } from '../redis/redis.test-kit.js';
import { type ShopSources, startShopSources } from './shop-sources.test-kit.js';

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

interface World {
  readonly redis: TestRedis;
  readonly issuer: TestIssuer;
  readonly shop: ShopSources;
  readonly supergraph: string;
}

async function startWorld(): Promise<World> {
  const redis = await startRedis();
  releases.push(() => redis.stop());
  const issuer = await startIssuer();
  releases.push(() => issuer.stop());
  const shop = await startShopSources();
  releases.push(() => Promise.all([shop.catalog.stop(), shop.products.stop()]));
  const { catalog, products } = shop;
  const shared = Object.entries({ catalog, products }).map(([name, { url, sdl }]) => ({
    name,
    url,
    file: `${name}.graphql`,
    sdl,
  }));
  const composed = await composeClientGraph({ name: 'shop', shared, contract: { include: [], exclude: [] } });
  return { redis, issuer, shop, supergraph: composed.supergraph as string };
}

/** One gateway of several that share a Redis: two client graphs over the same sources. */
async function startGateway({ redis, issuer, supergraph }: World, store: 'redis' | 'tiered') {
  const graph = (name: string) => ({
    name,
    path: `/${name}`,
    corsOrigins: [],
    maskErrors: 'unexpected' as const,
    validationRules: [],
    callers: { anonymous: true, audience: [testAudience], scopes: [] },
    privateClaim: 'sub',
    supergraph: { file: `${name}.graphql`, sdl: supergraph },
    local: undefined,
  });
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: { all: { timeoutMs: 2000, maxAnswerBytes: 100_000 }, each: {} },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 5000,
        maxWaiting: 10,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_000_000,
      },
      auth: authConfig.parse({ issuers: { login: { issuer: issuer.url } } }),
      shareInFlight: true,
      redis: { address: { kind: 'single', url: redis.url }, prefix: 'shop:' },
      cache: { store, memory: { maxBytes: 10_000_000 }, maxEntryBytes: 100_000 },
      entityCache: { products: sourceCacheConfig.parse({ entities: true, rootFields: true }) },
      clientGraphs: [graph('shop'), graph('desk')],
    },
    { log: createLogger({ level: 'silent', format: 'json' }) },
  );
  const { public: address } = await gateway.start();
  releases.push(() => gateway.stop());
  return async (query: string, { user, path = 'shop' }: { readonly user?: string; readonly path?: string } = {}) => {
    const token = user === undefined ? undefined : await issuer.sign({ sub: user });
    const response = await fetch(`${address.url}/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that its query asks for.
    return (await response.json()) as any;
  };
}

const list = (...ids: readonly string[]): string => `{ list(ids: ${JSON.stringify(ids)}) { id name } }`;
const note = '{ item(id: "a") { id note } }';

describe.each(['redis', 'tiered'] as const)('entities in the %s store of two gateways', (store) => {
  const keysOf = async (redis: TestRedis, pattern: string) =>
    ((await redis.command('keys', pattern)) as unknown[]).length;

  test('are asked for once for both, and for all client graphs', async () => {
    const world = await startWorld();
    const [one, two] = await Promise.all([startGateway(world, store), startGateway(world, store)]);
    const first = await one(list('a', 'b'));
    // It is written while the answer is on its way already.
    await until(async () => (await keysOf(world.redis, 'shop:part:*')) === 2);
    expect(await two(list('a', 'b'))).toEqual(first);
    expect(await two(list('b', 'a'), { path: 'desk' })).toMatchObject({
      data: { list: [{ name: first.data.list[1].name }, { name: first.data.list[0].name }] },
    });
    expect(await one(list('a', 'c'))).toMatchObject({ data: { list: [first.data.list[0], { id: 'c' }] } });
    expect(world.shop.products.seen.map(({ representations }) => representations?.length)).toEqual([2, 1]);
  });

  test('that are asked for by several gateways at once are asked for by one of them', async () => {
    const world = await startWorld();
    const [one, two] = await Promise.all([startGateway(world, store), startGateway(world, store)]);
    world.shop.products.delayMs = 250;
    const answers = await Promise.all([one, two, two, one].map((ask) => ask(list('a', 'b'))));
    expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(world.shop.products.seen).toHaveLength(1);
    // Those of the root, too.
    await Promise.all([one('{ offers(first: 2) { name } }'), two('{ offers(first: 2) { name } }')]);
    expect(world.shop.products.seen).toHaveLength(2);
  });

  test('that a gateway asks for in vain are asked for by the others right after', async () => {
    const world = await startWorld();
    const [one, two] = await Promise.all([startGateway(world, store), startGateway(world, store)]);
    const { products } = world.shop;
    products.delayMs = 250;
    products.instead = () => (products.seen.length === 1 ? { status: 503, body: 'away' } : undefined);
    const answers = await Promise.all([one(list('a')), two(list('a'))]);
    expect(answers.map(({ errors }) => errors?.length ?? 0).toSorted()).toEqual([0, 1]);
    expect(products.seen).toHaveLength(2);
  });

  test('that turn out to be nobody else’s are asked for by each gateway', async () => {
    const world = await startWorld();
    const [one, two] = await Promise.all([startGateway(world, store), startGateway(world, store)]);
    const { products } = world.shop;
    products.delayMs = 100;
    products.cacheControl = 'private, max-age=60';
    const [ann, bob] = await Promise.all([one(list('a'), { user: 'ann' }), two(list('a'), { user: 'bob' })]);
    expect(ann.data.list[0].name).not.toBe(bob.data.list[0].name);
    expect(products.seen).toHaveLength(2);
  });

  test('that are private are each user’s own, on every gateway', async () => {
    const world = await startWorld();
    const [one, two] = await Promise.all([startGateway(world, store), startGateway(world, store)]);
    const asked = await Promise.all(['ann', 'bob', 'ann', 'bob'].map((user) => one(note, { user })));
    const [ann, bob] = asked;
    expect(ann.errors).toBeUndefined();
    expect(ann.data.item.note).not.toBe(bob.data.item.note);
    expect(asked).toEqual([ann, bob, ann, bob]);
    await until(async () => (await keysOf(world.redis, 'shop:own:*')) === 2);
    expect(await two(note, { user: 'bob' })).toEqual(bob);
    expect(await two(note, { user: 'ann' })).toEqual(ann);
    expect(await two(note)).not.toEqual(ann);
    // Another client graph may be shown something else.
    const desk = await two(note, { user: 'ann', path: 'desk' });
    expect(desk.data.item.note).not.toBe(ann.data.item.note);
  });

  test('are asked for while Redis is frozen or gone, after one short wait, without an error', async () => {
    const world = await startWorld();
    const ask = await startGateway(world, store);
    await ask(list('a'));
    world.redis.freeze();
    const times: number[] = [];
    for (let n = 0; n < 8; n++) {
      const { value, awakeMs } = await timeTaken(() => ask(list('a', `n${n}`)));
      expect(value.errors).toBeUndefined();
      times.push(awakeMs);
    }
    const [waited = 0, ...others] = times.toSorted((a, b) => b - a);
    expect(waited).toBeLessThan(1000);
    expect(Math.min(...others)).toBeLessThan(200);
    world.redis.thaw();
    await until(async () => {
      const before = world.shop.products.seen.length;
      await ask(list('a'));
      return world.shop.products.seen.length === before;
    });
    await world.redis.kill();
    expect((await ask(list('z'))).errors).toBeUndefined();
  });
});
