import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { TestSubgraph } from '../../executor/engine.test-kit.js';
import { createMemoryStore } from '../memory/memory-store.js';
import type { OperationPolicy } from '../operation-policy.js';
import { explainMade, type MadeAnswer } from './explain-answer.js';
import { cacheControlLink, type KeptGraphOptions, type KeptRequest, startKeptGraph } from './kept-graph.test-kit.js';

let graph: Awaited<ReturnType<typeof startKeptGraph>> | undefined;
afterEach(async () => {
  await graph?.stop();
  graph = undefined;
});

const debugger_ = { header: 'facet-debug', value: 'a-secret-of-developers' };
const sdl = /* GraphQL */ `
  ${cacheControlLink}
  type Query {
    product: Product @cacheControl(maxAge: 60)
    plain: Int
    never: Int @cacheControl(maxAge: 0)
    broken: Int @cacheControl(maxAge: 60)
    me: Int @cacheControl(maxAge: 60, scope: PRIVATE)
  }
  type Product { name: String }
  type Mutation { rename: Int }
`;
let calls = 0;
let failing = false;
let takesMs = 0;
const products: TestSubgraph = {
  sdl,
  resolvers: {
    Query: {
      async product() {
        await sleep(takesMs);
        if (failing) throw new Error('failing');
        calls += 1;
        return { name: `call ${calls}` };
      },
      plain: () => 1,
      me: () => 1,
      broken: () => {
        throw new Error('broken');
      },
    },
    Mutation: { rename: () => 1 },
  },
};
const clock = { nowMs: 0 };

async function start(options: KeptGraphOptions = {}, subgraph = products) {
  calls = 0;
  failing = false;
  takesMs = 0;
  clock.nowMs = 1_700_000_000_000;
  graph = await startKeptGraph(
    { products: subgraph },
    { debugger: debugger_, now: () => clock.nowMs, random: () => 0, ...options },
  );
  const { ask } = graph;
  return {
    ...graph,
    look: (query: string, request: KeptRequest = {}) =>
      ask(query, { ...request, headers: { 'facet-debug': debugger_.value, ...request.headers } }),
  };
}

const query = '{ product { name } }';

describe('extensions.cache of an answer to a developer', () => {
  test('say that it was made and kept, then that it is from the store, with its age and what is left', async () => {
    const { look, ask } = await start();
    const made = await look(query);
    expect(made.body.data).toEqual({ product: { name: 'call 1' } });
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { key, ...answer } = made.body.extensions.cache.answer;
    expect(key).toMatch(/^answer:[\w-]{43}$/);
    expect(answer).toEqual({
      status: 'miss',
      scope: 'PUBLIC',
      invalidationKeys: ['shop', 'type-Product'],
      ageSeconds: 0,
      remainingSeconds: 60,
      shouldStore: true,
    });
    clock.nowMs += 20_000;
    const hit = await look(query);
    expect(hit.body).toEqual({
      data: { product: { name: 'call 1' } },
      extensions: {
        connectors: { calls: [] },
        cache: {
          answer: {
            status: 'hit',
            key,
            scope: 'PUBLIC',
            invalidationKeys: ['shop', 'type-Product'],
            ageSeconds: 20,
            remainingSeconds: 40,
            shouldStore: false,
          },
        },
      },
    });
    expect(hit.headers.get('cache-control')).toBe('no-store');
    expect(hit.headers.get('etag')).toBeNull();
    // What the developer's request has kept is for everybody, and says nothing of it.
    expect((await ask(query)).body).toEqual({ data: { product: { name: 'call 1' } } });
  });

  test('are for nobody without the header and its value', async () => {
    const { ask } = await start();
    for (const headers of [{}, { 'facet-debug': 'true' }, { 'facet-debug': `${debugger_.value}x` }]) {
      expect((await ask(query, { headers })).body).not.toHaveProperty('extensions');
    }
  });

  test.each([
    ['{ plain }', '"Query.plain" has no maxAge, and cache.defaultMaxAgeSeconds is 0'],
    ['{ product { name } never }', '"Query.never" has a maxAge of 0'],
    ['{ broken }', 'The answer has errors'],
    ['{ me }', '"Query.me" is PRIVATE, and cache.privateClaim names no claim to keep it under'],
  ])('of %s say that it may not be kept: %s', async (operation, reason) => {
    const { look } = await start();
    const { status, shouldStore, reason: said } = (await look(operation)).body.extensions.cache.answer;
    expect({ status, shouldStore, said }).toEqual({ status: 'uncacheable', shouldStore: false, said: reason });
  });

  test('say whose claim is missing, and have another key for each caller', async () => {
    const { look } = await start({ privateClaim: 'sub' });
    expect((await look('{ me }')).body.extensions.cache.answer.reason).toBe(
      '"Query.me" is PRIVATE, and the caller has no claim "sub"',
    );
    const keyOf = async (user: string) => {
      const { key, scope } = (await look('{ me }', { user })).body.extensions.cache.answer;
      expect(scope).toBe('PRIVATE');
      return key;
    };
    const ann = await keyOf('ann');
    expect(ann).toMatch(/^private:/);
    expect(await keyOf('ann')).toBe(ann);
    expect(await keyOf('bob')).not.toBe(ann);
  });

  test('say which source sent that its answers may not be kept', async () => {
    const { look } = await start(
      {},
      { sdl, answer: () => ({ data: { product: { name: 'x' } }, errors: [], cacheControl: 'no-store' }) },
    );
    expect((await look(query)).body.extensions.cache.answer.reason).toBe(
      'Source "products" sent Cache-Control: no-store',
    );
  });

  test('say why an answer past its time is given', async () => {
    const { look } = await start({ staleWhileRevalidateSeconds: 10, staleIfErrorSeconds: 30 });
    await look(query);
    failing = true;
    clock.nowMs += 65_000;
    expect((await look(query)).body.extensions.cache.answer).toMatchObject({
      status: 'stale',
      reason: 'A new answer is being made',
      ageSeconds: 65,
      remainingSeconds: -5,
    });
    clock.nowMs += 20_000;
    expect((await look(query)).body.extensions.cache).toMatchObject({
      stale: true,
      ageSeconds: 85,
      answer: { status: 'stale', reason: 'No new answer could be made', remainingSeconds: -25, shouldStore: false },
    });
  });

  test('say that the store is away', async () => {
    const store = createMemoryStore({ maxBytes: 1_000_000, maxEntryBytes: 100_000 });
    const { look } = await start({
      store: { ...store, read: (keys) => Promise.resolve({ entries: keys.map(() => undefined), moment: undefined }) },
    });
    expect((await look(query)).body.extensions.cache.answer).toMatchObject({
      status: 'miss',
      reason: 'The store is away',
      shouldStore: false,
    });
  });

  test('show a new answer for Cache-Control: no-cache, which is kept in the place of the one before', async () => {
    const { look, ask } = await start();
    await look(query);
    const { body } = await look(query, { headers: { 'cache-control': 'no-cache' } });
    expect(body).toMatchObject({
      data: { product: { name: 'call 2' } },
      extensions: { cache: { answer: { status: 'miss', shouldStore: true } } },
    });
    // Of nobody else: whoever wants to burden sources would only have to send it.
    expect((await ask(query, { headers: { 'cache-control': 'no-cache' } })).body.data.product.name).toBe('call 2');
  });

  test('of mutations say nothing', async () => {
    const { look } = await start();
    expect((await look('mutation { rename }')).body.extensions).toEqual({ connectors: { calls: [] } });
  });
});

describe('explainMade()', () => {
  const policy: OperationPolicy = {
    hintedMaxAge: 60,
    hintedBy: 'Query.product',
    maxAge: 0,
    agedBy: 'Query.__schema',
    scope: 'PUBLIC',
    privateBy: undefined,
    types: [],
  };
  const made: MadeAnswer = {
    policy,
    heard: [],
    hasErrors: false,
    found: { maxAge: 0, scope: 'PUBLIC' },
    surrogateKeys: [],
    key: 'answer:x',
    privateClaim: undefined,
    canStore: true,
    looked: true,
  };

  test.each<[string, Partial<MadeAnswer>]>([
    ['"Query.__schema" introspects', {}],
    ['cache.maxAgeSeconds is 0', { policy: { ...policy, maxAge: 60, agedBy: 'Query.product' } }],
    [
      'It is PRIVATE by what sources sent, and the caller has no claim "sub"',
      { found: { maxAge: 9, scope: 'PRIVATE' }, key: undefined, privateClaim: 'sub' },
    ],
    [
      `Source "s" sent Cache-Control: no-store, ${'x'.repeat(190)}`,
      { heard: [{ source: 's', cacheControl: `no-store, ${'x'.repeat(500)}` }] },
    ],
  ])('says %s', (reason, changed) => {
    expect(explainMade({ ...made, ...changed })).toMatchObject({ status: 'uncacheable', reason, shouldStore: false });
  });

  test('says that it will be looked for from now on', () => {
    const changed = { found: { maxAge: 9, scope: 'PUBLIC' as const }, canStore: false, looked: false };
    expect(explainMade({ ...made, ...changed })).toMatchObject({
      status: 'miss',
      reason: 'The answer before could not be kept: from the next one on it is looked for',
      shouldStore: false,
    });
  });
});

describe('answers near the end of their time', () => {
  test('are made anew before it is over, by one of those who read them, and nobody waits', async () => {
    const { ask, fetches, metrics } = await start({ random: () => 1 - 1e-12 });
    takesMs = 50;
    await ask(query);
    clock.nowMs += 29_000;
    await ask(query);
    expect(fetches).toHaveLength(1);
    clock.nowMs += 30_900;
    const answers = await Promise.all([ask(query), ask(query), ask(query)]);
    expect(answers.map(({ body }) => body.data.product.name)).toEqual(['call 1', 'call 1', 'call 1']);
    await expect.poll(async () => (await ask(query)).body.data.product.name).toBe('call 2');
    expect(fetches).toHaveLength(2);
    expect((await metrics.expose()).text).toContain(
      'facet_cache_answer_refreshes_total{client_graph="shop",reason="early"} 1',
    );
  });

  test('are left alone where chance does not say so', async () => {
    const { ask, fetches } = await start({ random: () => 0 });
    takesMs = 50;
    await ask(query);
    clock.nowMs += 59_999;
    await ask(query);
    await sleep(100);
    expect(fetches).toHaveLength(1);
  });
});
