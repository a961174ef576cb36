import { afterEach, describe, expect, test } from 'vitest';
import { type SeenRequest, type ServiceAnswer, startService } from '../../sources/connectors/connectors.test-kit.js';
import { type KeptSources, type KeptSourcesOptions, startKeptSources } from './kept-sources.test-kit.js';

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

const sdl = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "http://127.0.0.1:1" })
  type Query {
    one(id: ID!): Thing @connect(source: "api", http: { GET: "/one/{$args.id}" }, selection: "id name", entity: true)
    greeting: String
      @connect(source: "api", http: { GET: "/greeting", headers: [{ name: "x-l", value: "{$request.headers.'x-language'->first}" }] }, selection: "$.text")
  }
  type Thing @key(fields: "id") { id: ID! name: String }
`;

/** Lists of things come from a source of their own, so that what is known of each is fetched as an entity. */
const lists = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "list", http: { baseURL: "http://127.0.0.1:1" })
  type Query { list(ids: String!): [Thing] @connect(source: "list", http: { GET: "/list/{$args.ids}" }, selection: "id") }
  type Thing @key(fields: "id") { id: ID! }
`;

interface Started extends KeptSources {
  readonly seen: () => readonly string[];
  readonly clock: { nowMs: number };
}

async function start(
  answer: (request: SeenRequest) => ServiceAnswer,
  cache: KeptSourcesOptions['cache'][string] = {},
): Promise<Started> {
  const service = await startService((request) =>
    request.url.startsWith('/list/')
      ? {
          json: request.url
            .slice('/list/'.length)
            .split('-')
            .map((id) => ({ id })),
        }
      : answer(request),
  );
  releases.push(async () => service[Symbol.asyncDispose]());
  const clock = { nowMs: 1_700_000_000_000 };
  const connectors = (name: string) => ({ connectors: { [name]: { url: service.url, config: {} } } });
  const graph = await startKeptSources({
    subgraphs: {
      things: { sdl, settings: connectors('api') },
      lists: { sdl: lists, settings: connectors('list') },
    },
    cache: { things: cache },
    now: () => clock.nowMs,
    random: () => 0,
  });
  releases.push(() => graph.stop());
  return {
    ...graph,
    clock,
    seen: () => service.seen.map(({ url }) => url).filter((url) => !url.startsWith('/list/') && url !== '/'),
  };
}

const list = (...ids: readonly string[]): string => `{ list(ids: "${ids.join('-')}") { id name } }`;
let calls = 0;
const things = (headers: Readonly<Record<string, string>> = {}) => {
  calls = 0;
  return ({ url }: SeenRequest): ServiceAnswer => ({
    headers,
    json: { id: url.split('/')[2], name: `call ${++calls}` },
  });
};

describe('what connectors answer', () => {
  test('is kept for each entity by itself, as long as the service says', async () => {
    const { ask, seen, clock, counted } = await start(things({ 'cache-control': 'public, max-age=30' }));
    await ask(list('a', 'b'));
    const { body } = await ask(list('b', 'c', 'a'));
    expect(body.errors).toBeUndefined();
    expect(body.data.list.map(({ id }: { id: string }) => id)).toEqual(['b', 'c', 'a']);
    expect(seen().toSorted()).toEqual(['/one/a', '/one/b', '/one/c']);
    expect(await counted('things')).toEqual({ hit: 2, miss: 3 });
    clock.nowMs += 30_000;
    await ask(list('a'));
    expect(seen()).toHaveLength(4);
  });

  test('of several calls is kept for as long as the strictest of them says', async () => {
    const { ask, seen, clock } = await start(({ url }) => ({
      headers: { 'cache-control': url === '/one/b' ? 'max-age=5' : 'max-age=30' },
      json: { id: url.split('/')[2], name: 'x' },
    }));
    await ask(list('a', 'b'));
    clock.nowMs += 5000;
    await ask(list('a', 'b'));
    expect(seen()).toHaveLength(4);
  });

  test('is not kept where the service does not let it be', async () => {
    const { ask, seen } = await start(things({ 'cache-control': 'no-store' }), {
      defaultMaxAgeSeconds: 60,
      defaultScope: 'PUBLIC',
    });
    await ask(list('a'));
    await ask(list('a'));
    expect(seen()).toHaveLength(2);
  });

  test('is kept by the configuration where the service says nothing', async () => {
    const { ask, seen } = await start(things(), { defaultMaxAgeSeconds: 60, defaultScope: 'PUBLIC' });
    await ask(list('a'));
    await ask(list('a'));
    expect(seen()).toHaveLength(1);
  });

  test('is given past its time while the service fails, entity by entity', async () => {
    let failing = false;
    const { ask, clock } = await start(
      ({ url }) =>
        failing && url === '/one/a'
          ? { status: 503, json: { message: 'away' } }
          : { headers: { 'cache-control': 'public, max-age=30' }, json: { id: url.split('/')[2], name: 'x' } },
      { staleIfErrorSeconds: 60 },
    );
    const first = await ask(list('a', 'b'));
    clock.nowMs += 40_000;
    failing = true;
    const { body } = await ask(list('a', 'b'));
    expect(body).toEqual({ ...first.body, extensions: { cache: { stale: true, ageSeconds: 40 } } });
  });

  test('is not given past its time when the service says that there is no such thing', async () => {
    let gone = false;
    const { ask, clock } = await start(
      ({ url }) =>
        gone
          ? { status: 404, json: {} }
          : { headers: { 'cache-control': 'public, max-age=30' }, json: { id: url.split('/')[2], name: 'x' } },
      { staleIfErrorSeconds: 60 },
    );
    await ask(list('a'));
    clock.nowMs += 40_000;
    gone = true;
    expect((await ask(list('a'))).body.data.list).toEqual([{ id: 'a', name: null }]);
  });

  test('for fields of the root is kept apart by the headers that the configuration names', async () => {
    const { ask, seen } = await start(
      ({ headers }) => ({ headers: { 'cache-control': 'public, max-age=30' }, json: { text: `in ${headers['x-l']}` } }),
      { entities: false, rootFields: true, vary: ['x-language'] },
    );
    const inLanguage = (language: string) => ask('{ greeting }', { headers: { 'x-language': language } });
    expect((await inLanguage('en')).body).toEqual({ data: { greeting: 'in en' } });
    expect((await inLanguage('fr')).body).toEqual({ data: { greeting: 'in fr' } });
    expect((await inLanguage('en')).body).toEqual({ data: { greeting: 'in en' } });
    expect(seen()).toHaveLength(2);
  });
});
