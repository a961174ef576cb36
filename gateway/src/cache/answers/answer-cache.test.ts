import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { TestSubgraph } from '../../executor/engine.test-kit.js';
import { cacheTag } from '../cache-key.js';
import { cacheControlLink, type KeptGraphOptions, startKeptGraph } from './kept-graph.test-kit.js';

type KeptGraph = Awaited<ReturnType<typeof startKeptGraph>>;
let graph: KeptGraph | undefined;
afterEach(async () => {
  await graph?.stop();
  graph = undefined;
});

let calls = 0;
let failing = false;
const products: TestSubgraph = {
  sdl: /* GraphQL */ `
    ${cacheControlLink}
    type Query {
      product(id: ID): Product @cacheControl(maxAge: 60)
      short: Product @cacheControl(maxAge: 10)
      plain: Product
      me: User @cacheControl(maxAge: 60, scope: PRIVATE)
      time: Int @cacheControl(maxAge: 60)
      broken: Int @cacheControl(maxAge: 60)
    }
    type Mutation { rename(name: String): Product @cacheControl(maxAge: 60) }
    type Product { id: ID name: String owner: User @cacheControl(maxAge: 30) stock: Int @cacheControl(maxAge: 5) }
    type User { name: String }
  `,
  resolvers: {
    Query: {
      product: (_: unknown, { id }: { id?: string }) => product(id),
      short: () => product('short'),
      plain: () => product('plain'),
      me: (_: unknown, _args: unknown, context: { identity?: { subject?: string } }) => {
        calls += 1;
        return { name: context.identity?.subject ?? 'nobody' };
      },
      time: () => {
        calls += 1;
        return calls;
      },
      broken: () => {
        throw new Error('broken');
      },
    },
    Mutation: { rename: () => product('renamed') },
  },
};

function product(id: string | undefined) {
  calls += 1;
  if (failing) {
    throw new Error('The source fails');
  }
  return { id, name: `call ${calls}`, owner: { name: 'owner' }, stock: 1 };
}

async function start(options: KeptGraphOptions = {}): Promise<KeptGraph> {
  calls = 0;
  failing = false;
  graph = await startKeptGraph({ products }, options);
  return graph;
}

const query = '{ product(id: "1") { name } }';

describe('answers of a client graph', () => {
  test('are kept for as long as their shortest field, and given with their age', async () => {
    const clock = { nowMs: 1_700_000_000_000 };
    const { ask } = await start({ now: () => clock.nowMs });
    const first = await ask(query);
    expect(first.body).toEqual({ data: { product: { name: 'call 1' } } });
    expect(first.headers.get('cache-control')).toBe('max-age=60, public');
    expect(first.headers.get('age')).toBeNull();
    clock.nowMs += 59_999;
    const kept = await ask(query);
    expect(kept.body).toEqual(first.body);
    expect(kept.headers.get('age')).toBe('59');
    expect(kept.headers.get('etag')).toBe(first.headers.get('etag'));
    clock.nowMs += 1;
    expect((await ask(query)).body).toEqual({ data: { product: { name: 'call 2' } } });
  });

  test.each([
    ['{ product(id: "1") { name stock } }', 'max-age=5, public'],
    ['{ product(id: "1") { name owner { name } } }', 'max-age=30, public'],
    ['{ product(id: "1") { name } short { name } }', 'max-age=10, public'],
    ['{ product(id: "1") { name } plain { name } }', 'no-store'],
    ['{ plain { name } }', 'no-store'],
    ['{ me { name } }', 'max-age=60, private'],
    ['{ product(id: "1") { name } me { name } }', 'max-age=60, private'],
    ['{ __schema { queryType { name } } }', 'no-store'],
    ['{ product(id: "1") { ...F } } fragment F on Product { ... { stock } }', 'max-age=5, public'],
    ['mutation { rename(name: "x") { name } }', 'no-store'],
  ])('have the policy of Apollo Server’s cache control: %s is %s', async (operation, expected) => {
    const { ask } = await start();
    expect((await ask(operation)).headers.get('cache-control')).toBe(expected);
  });

  test('differ by variables, operation, and the headers that are configured', async () => {
    const { ask, fetches } = await start({ vary: ['accept-language'] });
    const byId = 'query($id: ID) { product(id: $id) { name } }';
    const asked = [
      () => ask(byId, { variables: { id: '1' } }),
      () => ask(byId, { variables: { id: '2' } }),
      () => ask(byId, { variables: { id: '1' }, headers: { 'accept-language': 'de' } }),
      () => ask('query($id: ID) { product(id: $id) { id } }', { variables: { id: '1' } }),
    ];
    const answers = [];
    for (const one of asked) {
      answers.push(await one());
    }
    expect(fetches).toHaveLength(4);
    expect(answers[0]?.headers.get('vary')).toContain('accept-language');
    for (const [at, one] of asked.entries()) {
      expect((await one()).body).toEqual(answers[at]?.body);
    }
    expect(fetches).toHaveLength(4);
  });

  test('with errors are not kept', async () => {
    const { ask, fetches } = await start();
    for (let count = 1; count <= 2; count += 1) {
      const { headers, body } = await ask('{ broken }');
      expect(body.errors).toHaveLength(1);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(fetches).toHaveLength(count);
    }
  });

  test('that are mutations’ are executed every time', async () => {
    const { ask } = await start({ defaultMaxAgeSeconds: 60 });
    await ask('mutation { rename { name } }');
    expect((await ask('mutation { rename { name } }')).body.data.rename.name).toBe('call 2');
  });

  test('without hints have the configured age, and no answer a longer one than the cap', async () => {
    const { ask } = await start({ defaultMaxAgeSeconds: 100, maxAgeSeconds: 80 });
    expect((await ask('{ plain { name } }')).headers.get('cache-control')).toBe('max-age=80, public');
    expect((await ask('{ plain { name } }')).body.data.plain.name).toBe('call 1');
  });
});

describe('private answers', () => {
  const me = '{ me { name } }';

  test('are kept for each caller by itself, and never given to another one', async () => {
    const { ask, fetches } = await start({ privateClaim: 'sub' });
    for (const user of ['ann', 'bob', 'ann', 'bob', 'ann']) {
      const { headers } = await ask(me, { user });
      expect(headers.get('cache-control')).toBe('max-age=60, private');
    }
    expect(fetches).toHaveLength(2);
    await Promise.all(Array.from({ length: 10 }, (_, at) => ask(me, { user: `user ${at % 5}` })));
    expect(fetches).toHaveLength(7);
  });

  test('are not kept without a claim that says whose they are', async () => {
    const { ask, fetches } = await start();
    await ask(me, { user: 'ann' });
    await ask(me, { user: 'ann' });
    expect(fetches).toHaveLength(2);
  });

  test('are not kept for callers without the claim', async () => {
    const { ask, fetches } = await start({ privateClaim: 'sub' });
    await ask(me);
    await ask(me);
    expect(fetches).toHaveLength(2);
    const other = await start({ privateClaim: 'nothing' });
    await other.ask(me, { user: 'ann' });
    await other.ask(me, { user: 'ann' });
    expect(other.fetches).toHaveLength(2);
  });

  test('and public ones say "private" to whoever has shown who it is, and public ones are shared nevertheless', async () => {
    const { ask, fetches } = await start();
    expect((await ask(query)).headers.get('cache-control')).toBe('max-age=60, public');
    expect((await ask(query, { user: 'ann' })).headers.get('cache-control')).toBe('max-age=60, private');
    expect(fetches).toHaveLength(1);
  });
});

describe('answers with fields that not everybody may see', () => {
  const orders: TestSubgraph = {
    sdl: `${cacheControlLink}
      type Query { order: Order @cacheControl(maxAge: 60) }
      type Order { id: ID total: Int @authenticated notes: String @requiresScopes(scopes: [["notes"]]) }`,
    resolvers: { Query: { order: () => ({ id: '1', total: 7, notes: 'secret' }) } },
  };

  test.each([
    ['anonymous first', [undefined, 'ann']],
    ['known first', ['ann', undefined]],
  ] as const)('are given to none who may not see them: %s', async (_, users) => {
    graph = await startKeptGraph({ orders });
    for (const user of [...users, ...users]) {
      const { body, headers } = await graph.ask('{ order { id total } }', user === undefined ? {} : { user });
      if (user === undefined) {
        expect(body.data).toEqual({ order: { id: '1', total: null } });
        expect(body.errors).toHaveLength(1);
        expect(headers.get('cache-control')).toBe('no-store');
      } else {
        expect(body).toEqual({ data: { order: { id: '1', total: 7 } } });
        expect(headers.get('cache-control')).toBe('max-age=60, private');
      }
    }
    // Two for who may not, whose answers have errors, and one for who may.
    expect(graph.fetches).toHaveLength(3);
    const { body } = await graph.ask('{ order { notes } }', { user: 'ann' });
    expect(body.data).toEqual({ order: { notes: null } });
  });
});

describe('Cache-Control of sources', () => {
  const answering = (cacheControl: string | undefined): TestSubgraph => ({
    sdl: 'type Query { a: A @shareable } type A { b: Int }',
    answer: () => ({ data: { a: { b: 1 } }, errors: [], ...(cacheControl !== undefined && { cacheControl }) }),
  });

  test.each([
    ['max-age=60, public', 'max-age=60, public', 'max-age=60, private', 1],
    ['max-age=60', 'max-age=60, public', 'max-age=60, private', 1],
    ['Max-Age="7" , PUBLIC', 'max-age=7, public', 'max-age=7, private', 1],
    ['max-age=5, s-maxage=60', 'max-age=60, public', 'max-age=60, private', 1],
    ['max-age=60, private', 'max-age=60, private', 'max-age=60, private', 2],
    ['max-age=60, no-store', 'no-store', 'no-store', 2],
    ['no-cache, max-age=60', 'no-store', 'no-store', 2],
    ['max-age=0', 'no-store', 'no-store', 2],
    ['max-age=soon', 'no-store', 'no-store', 2],
    ['max-age=-1', 'no-store', 'no-store', 2],
    ['', 'no-store', 'no-store', 2],
    [undefined, 'no-store', 'no-store', 2],
  ])('%j makes %j, and %j for who is known', async (sent, anonymously, identified, fetched) => {
    graph = await startKeptGraph({ one: answering(sent) });
    const first = await graph.ask('{ a { b } }');
    await graph.ask('{ a { b } }');
    expect(first.headers.get('cache-control')).toBe(anonymously);
    expect(graph.fetches).toHaveLength(fetched);
    const other = await graph.ask('{ same: a { b } }', { user: 'ann' });
    expect(other.headers.get('cache-control')).toBe(identified);
  });

  test('an answer to who is known is only its own where the source does not say that it is everybody’s', async () => {
    graph = await startKeptGraph({ one: answering('max-age=60') }, { privateClaim: 'sub' });
    for (const user of ['ann', 'ann', 'bob', 'bob']) {
      await graph.ask('{ a { b } }', { user });
    }
    expect(graph.fetches).toHaveLength(2);
  });

  test('the shortest of several holds, and one that says nothing leaves it to the default', async () => {
    const other = (cacheControl: string | undefined): TestSubgraph => ({
      sdl: 'type Query { c: A @shareable } type A { b: Int @shareable }',
      answer: () => ({ data: { c: { b: 1 } }, errors: [], ...(cacheControl !== undefined && { cacheControl }) }),
    });
    const one = { ...answering('max-age=60'), sdl: 'type Query { a: A } type A { b: Int @shareable }' };
    graph = await startKeptGraph({ one, other: other('max-age=20') });
    expect((await graph.ask('{ a { b } c { b } }')).headers.get('cache-control')).toBe('max-age=20, public');
    await graph.stop();
    graph = await startKeptGraph({ one, other: other(undefined) });
    expect((await graph.ask('{ a { b } c { b } }')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('HTTP', () => {
  test('GET with the ETag gets 304 without a body, another one and POST the answer', async () => {
    const { ask } = await start({ surrogateKeyHeader: 'surrogate-key' });
    const first = await ask(query, { method: 'GET' });
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    expect(first.headers.get('surrogate-key')).toBe('shop type-Product');
    for (const tag of [etag, `"x", ${etag}`, etag.slice(2), '*']) {
      const { status, body, headers } = await ask(query, { method: 'GET', headers: { 'if-none-match': tag } });
      expect([status, body, headers.get('etag')]).toEqual([304, undefined, etag]);
      expect(headers.get('cache-control')).toBe('max-age=60, public');
      // Caches put the headers of a 304 in the place of those they have: none may be about its empty body.
      expect([headers.get('content-type'), headers.get('content-length')]).toEqual([null, null]);
      expect(headers.get('vary')?.split(', ')).toContain('accept-encoding');
    }
    expect((await ask(query, { method: 'GET', headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    expect((await ask(query, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('what is refused is kept by nobody, whatever its status allows', async () => {
    const { endpoint } = await start();
    const asked = [
      fetch(`${endpoint}/nowhere`),
      fetch(endpoint, { method: 'PUT', body: '{}' }),
      fetch(`${endpoint}?query=${encodeURIComponent(query)}`),
      fetch(`${endpoint}?documentId=x`, { headers: { 'apollo-require-preflight': '1' } }),
      fetch(`${endpoint}?query=mutation{rename{name}}`, { headers: { 'apollo-require-preflight': '1' } }),
    ];
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([404, 405, 400, 404, 405]);
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(5).fill('no-store'));
  });

  test('a batch is never to be cached, but its queries come from the store', async () => {
    const { ask, endpoint, fetches } = await start();
    await ask(query);
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify([{ query }, { query }]),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual([
      { data: { product: { name: 'call 1' } } },
      { data: { product: { name: 'call 1' } } },
    ]);
    expect(fetches).toHaveLength(1);
  });
});

describe('stale answers', () => {
  const clock = { nowMs: 1_700_000_000_000 };
  const now = () => clock.nowMs;

  test('are given while one new one is made, within their time', async () => {
    const { ask } = await start({ now, staleWhileRevalidateSeconds: 30 });
    await ask(query);
    clock.nowMs += 89_000;
    const stale = await ask(query);
    expect(stale.body.data.product.name).toBe('call 1');
    expect(stale.headers.get('age')).toBe('89');
    await sleep(50);
    expect((await ask(query)).body.data.product.name).toBe('call 2');
    clock.nowMs += 91_000;
    expect((await ask(query)).body.data.product.name).toBe('call 3');
  });

  test('are given where a source fails, within their time, and say so', async () => {
    const { ask } = await start({ now, staleIfErrorSeconds: 30 });
    await ask(query);
    failing = true;
    clock.nowMs += 89_000;
    const { body, headers } = await ask(query);
    expect(body).toEqual({
      data: { product: { name: 'call 1' } },
      extensions: { cache: { stale: true, ageSeconds: 89 } },
    });
    expect(headers.get('age')).toBe('89');
    clock.nowMs += 1000;
    expect((await ask(query)).body.errors).toHaveLength(1);
  });
});

describe('equal queries', () => {
  test('under way at once are executed once, whoever asks', async () => {
    const { ask, fetches } = await start();
    const users = [undefined, 'ann', 'bob', undefined, 'cid'];
    const answers = await Promise.all(users.map((user) => ask(query, user === undefined ? {} : { user })));
    expect(new Set(answers.map(({ body }) => body.data.product.name))).toEqual(new Set(['call 1']));
    expect(fetches).toHaveLength(1);
  });

  test('are executed anew after an invalidation by type, source and client graph', async () => {
    const { ask, store } = await start();
    let expected = 1;
    for (const tag of [cacheTag('type', 'Product'), cacheTag('source', 'products'), cacheTag('client-graph', 'shop')]) {
      expect((await ask(query)).body.data.product.name).toBe(`call ${expected}`);
      expect((await ask(query)).body.data.product.name).toBe(`call ${expected}`);
      await store.invalidate({ tags: [tag] });
      expected += 1;
    }
    expect((await ask(query)).body.data.product.name).toBe(`call ${expected}`);
  });

  test('count as hits and misses in the metrics', async () => {
    const { ask, metrics } = await start();
    await ask(query);
    await ask(query);
    await ask('{ plain { name } }');
    await ask('{ plain { name } }');
    const { text } = await metrics.expose();
    expect(text).toContain('facet_cache_answers_total{client_graph="shop",result="hit"} 1');
    expect(text).toContain('facet_cache_answers_total{client_graph="shop",result="miss"} 2');
    expect(text).toContain('facet_cache_answers_total{client_graph="shop",result="uncacheable"} 1');
  });
});
