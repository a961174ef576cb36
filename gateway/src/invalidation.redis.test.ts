import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRedis, type TestRedis, until } from './cache/redis/redis.test-kit.js';
import type { TestProject } from './commands/project.test-kit.js';
import {
  type ChangingSource,
  createShopProject,
  type InvalidatedGateway,
  serveInProcess,
  sharedKey,
  startChangingSource,
} from './invalidation.test-kit.js';
import { timeTaken } from './time-taken.test-kit.js';

/** To see a run again: FACET_SEED. */
const seed = Number(process.env['FACET_SEED'] ?? Date.now() % 2 ** 31);
const SKUS = ['1', '2'] as const;
type Sku = (typeof SKUS)[number];
type Gateways = readonly [InvalidatedGateway, InvalidatedGateway];

const read = async (gateway: InvalidatedGateway, sku: string): Promise<number> => {
  const { body } = await gateway.ask('query Stock($sku: ID!) { product(sku: $sku) { stock } }', { sku });
  expect(body.errors).toBeUndefined();
  return body.data.product.stock;
};

const kept = [
  ['tiered', 'answers'],
  ['redis', 'answers'],
  ['tiered', 'root fields'],
  ['redis', 'root fields'],
] as const;

describe.each(kept)('two gateway processes with one %s store that keep %s', (store, keeps) => {
  let redis: TestRedis;
  let source: ChangingSource;
  let project: TestProject;
  let gateways: Gateways;
  beforeAll(async () => {
    [redis, source] = await Promise.all([startRedis(), startChangingSource()]);
    const lines = [
      `cache: { store: ${store}, invalidation: { sharedKey: "${sharedKey}", channel: true } }`,
      `redis: { urls: ["${redis.url}"] }`,
    ];
    project = await createShopProject(source, lines, keeps);
    gateways = (await Promise.all([serveInProcess(project), serveInProcess(project)])) as unknown as Gateways;
  }, 60_000);
  afterAll(async () => {
    await Promise.all((gateways ?? []).map((gateway) => gateway.stop()));
    await Promise.all([redis.stop(), source.stop()]);
    project.remove();
  });

  test(`read nothing stale after an acknowledged invalidation, however reads, writes and invalidations interleave (seed ${seed})`, async () => {
    // Root fields of a source that takes longer are asked for by one process, while the other one waits.
    source.delayMs = keeps === 'answers' ? 8 : 80;
    const shop = createModel(source, gateways);
    // What a source says to everybody is no client graph's.
    const step = stepOf(ways.filter((way) => keeps === 'answers' || way !== 'client_graph'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 8 }), { minLength: 3, maxLength: 8 }), (actors) =>
        shop.play(actors),
      ),
      { seed, numRuns: keeps === 'answers' ? 26 : 18, endOnFailure: true },
    );
    source.delayMs = 0;
    // Enough of each, or nothing was shown.
    expect(shop.seen.reads - shop.seen.misses).toBeGreaterThan(keeps === 'answers' ? 100 : 60);
    expect(shop.seen.misses).toBeGreaterThan(50);
    expect(shop.seen.acknowledged).toBeGreaterThan(50);
  }, 120_000);

  // What is read from Redis each time has no memory to reach.
  if (store === 'tiered') {
    test('reach the memory of the other one within 100 ms', async () => {
      const [one, other] = gateways;
      const staleFor: number[] = [];
      for (let trial = 0; trial < 15; trial += 1) {
        await Promise.all([read(one, '1'), read(other, '1')]);
        const value = (source.values.get('1') ?? 0) + 1;
        source.values.set('1', value);
        const acknowledged = one.invalidate([{ kind: 'entity', type: 'Product', key: { sku: '1' } }]);
        const { awakeMs } = await timeTaken(async () => {
          // Asked without a pause, so that its memory is read all the time.
          while ((await read(other, '1')) !== value);
        });
        staleFor.push(awakeMs);
        expect((await acknowledged).status).toBe(200);
        expect(await read(other, '1')).toBe(value);
      }
      // The median says what the gateways do, on a machine that may do much else at once.
      expect(staleFor.toSorted((some, another) => some - another)[7]).toBeLessThan(100);
    }, 60_000);
  }

  test('hear what other services publish, and go on after messages that say nothing', async () => {
    const [one, other] = gateways;
    const publish = (message: string) => redis.command('publish', 'facet:invalidate', message);
    const counted = async ({ admin }: InvalidatedGateway, result: string): Promise<number> => {
      const metrics = await (await fetch(`${admin}/metrics`)).text();
      const name = `facet_cache_invalidation_messages_total{result="${result}"}`;
      return Number(
        metrics
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.slice(name.length) ?? 0,
      );
    };
    await until(async () => (await publish('[{"kind":"type","type":"User"}]')) === 2);
    await Promise.all([read(one, '2'), read(other, '2')]);
    const value = (source.values.get('2') ?? 0) + 1;
    source.values.set('2', value);
    const refused = ['{', '[]', '[{"kind":"type","type":"Produkt"}]', `[${'"x",'.repeat(20_000)}1]`];
    for (const message of refused) {
      await publish(message);
    }
    await publish('[{"kind":"entity","type":"Product","key":{"sku":"2"}}]');
    await until(async () => (await read(one, '2')) === value && (await read(other, '2')) === value);
    for (const gateway of gateways) {
      await until(async () => (await counted(gateway, 'refused')) === refused.length);
      await until(async () => (await counted(gateway, 'invalidated')) >= 2);
    }
  }, 60_000);
});

describe('a gateway whose Redis is away', () => {
  let redis: TestRedis;
  let source: ChangingSource;
  let project: TestProject;
  let gateway: InvalidatedGateway;
  beforeEach(async () => {
    [redis, source] = await Promise.all([startRedis(), startChangingSource()]);
    project = await createShopProject(source, [
      `cache: { store: tiered, invalidation: { sharedKey: "${sharedKey}", channel: true } }`,
      `redis: { urls: ["${redis.url}"] }`,
    ]);
    gateway = await serveInProcess(project);
  }, 60_000);
  afterEach(async () => {
    await gateway.stop();
    await Promise.all([redis.stop(), source.stop()]);
    project.remove();
  });

  test('does not promise an invalidation, and makes up for it before it reads again', async () => {
    await read(gateway, '1');
    source.values.set('1', 5);
    redis.freeze();
    const { status, body } = await gateway.invalidate([{ kind: 'type', type: 'Product' }]);
    expect({ status, body }).toEqual({
      status: 503,
      body: { acknowledged: false, count: 0, error: expect.stringContaining('the store is away') },
    });
    const mutated = await gateway.ask('mutation { restock(sku: "1", stock: 6) { stock } }');
    expect(mutated.body).toEqual({ data: { restock: { stock: 6 } } });
    redis.thaw();
    // Whether from its source or from the store, which is read again at some moment.
    for (let asked = 0; asked < 100; asked += 1) {
      expect(await read(gateway, '1')).toBe(6);
    }
  }, 60_000);

  test('listens to the channel again when it is back', async () => {
    await redis.kill();
    await redis.restart();
    await until(async () => (await redis.command('publish', 'facet:invalidate', '[]')) === 1);
  }, 60_000);
});

/** One thing that one of several actors does. */
type Step =
  | { readonly kind: 'read'; readonly gateway: 0 | 1; readonly sku: Sku; readonly times: number }
  | { readonly kind: 'write'; readonly gateway: 0 | 1; readonly sku: Sku; readonly by: InvalidatedBy }
  | { readonly kind: 'mutate'; readonly gateway: 0 | 1; readonly sku: Sku };

type InvalidatedBy = 'type' | 'entity' | 'name' | 'root-name' | 'source' | 'client_graph';

const gatewayArbitrary = fc.constantFrom(0 as const, 1 as const);
const skuArbitrary = fc.constantFrom(...SKUS);
const ways: readonly InvalidatedBy[] = ['type', 'entity', 'name', 'root-name', 'source', 'client_graph'];

/** @param by What is kept can be invalidated by. */
const stepOf = (by: readonly InvalidatedBy[]): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('read' as const),
        gateway: gatewayArbitrary,
        sku: skuArbitrary,
        times: fc.integer({ min: 1, max: 20 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        gateway: gatewayArbitrary,
        sku: skuArbitrary,
        by: fc.constantFrom(...by),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('mutate' as const), gateway: gatewayArbitrary, sku: skuArbitrary }),
    },
  );

/** What the source holds, a number for each product that only rises, and what may still be read of it. */
function createModel(source: ChangingSource, gateways: Gateways) {
  const lowest = new Map<Sku, number>();
  const seen = { reads: 0, misses: 0, acknowledged: 0 };
  let last = 0;

  const raise = (sku: Sku, value: number): void => {
    seen.acknowledged += 1;
    lowest.set(sku, Math.max(value, lowest.get(sku) ?? 0));
  };
  const readChecked = async (at: 0 | 1, sku: Sku): Promise<void> => {
    const atLeast = lowest.get(sku) ?? 0;
    seen.reads += 1;
    expect(await read(gateways[at], sku), `product ${sku} of gateway ${at}`).toBeGreaterThanOrEqual(atLeast);
  };
  const write = async ({ gateway, sku, ...step }: Exclude<Step, { kind: 'read' }>): Promise<boolean> => {
    last += 1;
    const value = last;
    if (step.kind === 'mutate') {
      const { body } = await gateways[gateway].ask(
        'mutation Restock($sku: ID!, $stock: Int!) { restock(sku: $sku, stock: $stock) { stock } }',
        { sku, stock: value },
      );
      expect(body.errors).toBeUndefined();
      raise(sku, value);
      return true;
    }
    source.values.set(sku, Math.max(value, source.values.get(sku) ?? 0));
    const isAcknowledged = (await gateways[gateway].invalidate([targetOf(step.by, sku)])).status === 200;
    if (isAcknowledged) {
      raise(sku, value);
    }
    return isAcknowledged;
  };
  const act = async (step: Step): Promise<void> => {
    if (step.kind !== 'read') {
      await write(step);
      // While others go on reading and writing.
      await Promise.all([readChecked(0, step.sku), readChecked(1, step.sku)]);
      return;
    }
    for (let at = 0; at < step.times; at += 1) {
      await readChecked(step.gateway, step.sku);
      await sleep(Math.random() * 6);
    }
  };

  return {
    seen,
    async play(actors: readonly (readonly Step[])[]): Promise<void> {
      const callsBefore = source.calls();
      await Promise.all(
        actors.map(async (steps) => {
          for (const step of steps) {
            await act(step);
          }
        }),
      );
      const mutations = actors.flat().filter(({ kind }) => kind === 'mutate').length;
      seen.misses += source.calls() - callsBefore - mutations;
    },
  };
}

function targetOf(by: InvalidatedBy, sku: Sku): unknown {
  switch (by) {
    case 'type':
      return { kind: 'type', type: 'Product', source: 'stock' };
    case 'entity':
      return { kind: 'entity', type: 'Product', key: { sku } };
    case 'name':
      return { kind: 'cache_tag', cache_tag: `product-${sku}` };
    case 'root-name':
      return { kind: 'cache_tag', cache_tag: `shelf-${sku}`, sources: ['stock'] };
    case 'source':
      return { kind: 'source', source: 'stock' };
    case 'client_graph':
      return { kind: 'client_graph', client_graph: 'shop' };
    default:
      return by satisfies never;
  }
}
