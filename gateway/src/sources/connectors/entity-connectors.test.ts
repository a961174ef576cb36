import { describe, expect, it } from 'vitest';
import type { SourceObject } from '../../executor/source.js';
import {
  compose,
  createTestSource,
  plain,
  type SeenRequest,
  type ServiceAnswer,
  startService,
  type TestSource,
  withApi,
} from './connectors.test-kit.js';

async function run(
  sdl: string,
  answer: (request: SeenRequest) => ServiceAnswer,
  use: (sub: TestSource, urls: () => string[]) => Promise<void>,
): Promise<void> {
  await using service = await startService(answer);
  const supergraph = compose({ sub: withApi(sdl) });
  await using sub = createTestSource({ supergraph, name: 'sub', connector: 'api', url: service.url });
  await use(sub, () => service.seen.map(({ url, body }) => decodeURIComponent(url) + body));
}

const entities = (fields: string): string =>
  `query($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`;

const things = (ids: readonly string[]): SourceObject[] => ids.map((id) => ({ __typename: 'Thing', id }));

describe('a connector on a type with $this', () => {
  const sdl = `
    type Query { other: String @connect(source: "api", http: { GET: "/other" }, selection: "$.v") }
    type Thing @key(fields: "id")
      @connect(source: "api", http: { GET: "/name/{$this.id}" }, selection: "name secret")
      @connect(source: "api", http: { GET: "/size/{$this.id}" }, selection: "size { w h }") {
      id: ID! name: String size: Size
      secret: String
      label: String @connect(source: "api", http: { GET: "/label/{$this.secret}" }, selection: "$.v")
      self: String @connect(source: "api", http: { GET: "/self/{$this.id}" }, selection: "$.v")
    }
    type Size { w: Int h: Int }`;
  const answer = ({ url }: SeenRequest): ServiceAnswer => {
    if (url.endsWith('/gone')) return { json: null };
    if (url === '/name/bad') return { status: 500 };
    if (url.startsWith('/name')) return { json: { name: 'n', secret: 's' } };
    return url.startsWith('/size') ? { json: { size: { w: '3', h: 4 } } } : { json: { v: url } };
  };

  it('is called once per entity, and only when it gives what is selected', () =>
    run(sdl, answer, async (sub, urls) => {
      const fetched = await sub.fetch(entities('... on Thing { id size { w h } }'), { entities: things(['1', '2']) });
      const size = { w: 3, h: 4 };
      expect(plain(fetched)).toEqual({
        data: {
          _entities: [
            { id: '1', size },
            { id: '2', size },
          ],
        },
        errors: [],
      });
      expect(urls()).toEqual(['/size/1', '/size/2']);
    }));

  it('is asked first for what a connector on a field reads', () =>
    run(sdl, answer, async (sub, urls) => {
      const fetched = await sub.fetch(entities('... on Thing { label }'), { entities: things(['1']) });
      expect(plain(fetched)).toEqual({ data: { _entities: [{ label: '/label/s' }] }, errors: [] });
      expect(urls()).toEqual(['/name/1', '/label/s']);
    }));

  it('makes an entity null that the service does not know', () =>
    run(sdl, answer, async (sub) => {
      const fetched = await sub.fetch(entities('... on Thing { name }'), { entities: things(['gone', '1']) });
      expect(plain(fetched)).toEqual({ data: { _entities: [null, { name: 'n' }] }, errors: [] });
    }));

  it('costs an entity only the fields that needed it when it fails', () =>
    run(sdl, answer, async (sub) => {
      const fetched = await sub.fetch(entities('... on Thing { name self }'), { entities: things(['bad']) });
      const { data, errors } = plain(fetched) as { data: unknown; errors: Array<{ path: unknown }> };
      expect(data).toEqual({ _entities: [{ name: null, self: '/self/bad' }] });
      expect(errors.map(({ path }) => path)).toEqual([['_entities', 0, 'name']]);
    }));
});

describe('a batch beside calls for each entity', () => {
  const sdlOf = (more: string) => `
    type Query { thing(id: ID!): Thing @connect(source: "api", http: { GET: "/name/{$args.id}" }, selection: "id name", entity: true) }
    type Thing @key(fields: "id") @connect(source: "api",
      http: { POST: "/prices", body: "ids: $batch.id" }, selection: "$.prices { id price }") {
      id: ID! name: String price: Int ${more}
    }`;
  const answer = ({ url, body }: SeenRequest): ServiceAnswer => {
    if (body === '') return { json: { id: url.split('/').at(-1), name: `n${url.at(-1)}` } };
    const { ids } = JSON.parse(body) as { ids: string[] };
    return { json: { prices: ids.map((id) => ({ id, price: Number(id) })) } };
  };
  it.each([
    ['', 'at the same time'],
    [
      'like: Thing @connect(source: "api", http: { GET: "/like/{$this.id}" }, selection: "id")',
      'when nobody can follow',
    ],
  ])('is one call for all of them: %s', (more) =>
    run(sdlOf(more), answer, async (sub, urls) => {
      const fetched = await sub.fetch(entities('... on Thing { name price }'), { entities: things(['1', '2', '3']) });
      const entity = (id: number) => ({ name: `n${id}`, price: id });
      expect(plain(fetched)).toEqual({ data: { _entities: [entity(1), entity(2), entity(3)] }, errors: [] });
      expect(urls().toSorted()).toEqual(['/name/1', '/name/2', '/name/3', '/prices{"ids":["1","2","3"]}']);
    }),
  );
});

describe('a connector on a field with $batch', () => {
  const sdl = `
    type Query { other: String @connect(source: "api", http: { GET: "/other" }, selection: "$.v") }
    type Thing @key(fields: "id") {
      id: ID!
      price(currency: String! = "EUR"): Price @connect(source: "api",
        http: { POST: "/prices", body: "currency: $args.currency ids: $batch.id" },
        selection: "$.prices { id price: { amount currency: $args.currency } }" batch: { maxSize: 3 })
    }
    type Price { amount: Int! currency: String! }`;
  const answer = ({ body }: SeenRequest): ServiceAnswer => {
    const { ids } = JSON.parse(body) as { ids: string[] };
    if (ids.includes('fault')) return { status: 500 };
    const known = ids.filter((id) => id !== 'none').map((id) => ({ id: Number(id), amount: Number(id) * 10 }));
    return { json: { prices: known.reverse() } };
  };
  const price = (amount: number, currency = 'EUR') => ({ price: { amount, currency } });

  it('is called once for all parents that ask with equal arguments, and matched by key', () =>
    run(sdl, answer, async (sub, urls) => {
      const fields =
        '... on Thing { price { amount currency } gbp: price(currency: "GBP") { amount currency } same: price(currency: "EUR") { amount } }';
      const fetched = await sub.fetch(entities(fields), { entities: things(['1', 'none', '2']) });
      const entity = (id: number) => ({
        ...price(id * 10),
        gbp: { amount: id * 10, currency: 'GBP' },
        same: { amount: id * 10 },
      });
      const none = { price: null, gbp: null, same: null };
      expect(plain(fetched)).toEqual({ data: { _entities: [entity(1), none, entity(2)] }, errors: [] });
      expect(urls()).toEqual([
        '/prices{"currency":"EUR","ids":["1","none","2"]}',
        '/prices{"currency":"GBP","ids":["1","none","2"]}',
      ]);
    }));

  it('keeps places when a chunk fails, and puts its error at each of its parents', () =>
    run(sdl, answer, async (sub, urls) => {
      const ids = ['1', '2', '3', '4', 'fault', '5', '6'];
      const fetched = await sub.fetch(entities('... on Thing { price { amount currency } }'), {
        entities: things(ids),
      });
      const { data, errors } = plain(fetched) as { data: { _entities: unknown }; errors: Array<{ path: unknown }> };
      const nothing = { price: null };
      expect(data._entities).toEqual([price(10), price(20), price(30), nothing, nothing, nothing, price(60)]);
      expect(errors.map(({ path }) => path)).toEqual([3, 4, 5].map((index) => ['_entities', index, 'price']));
      expect(urls()).toHaveLength(3);
    }));

  it('answers SOURCE_BAD_ANSWER for an answer that maps to no list', () =>
    run(
      sdl,
      () => ({ json: { prices: { id: 1, amount: 2 } } }),
      async (sub) => {
        const fetched = await sub.fetch(entities('... on Thing { price { amount } }'), { entities: things(['1']) });
        const errors = [{ path: ['_entities', 0, 'price'], failure: 'SOURCE_BAD_ANSWER' }];
        expect(plain(fetched)).toEqual({ data: { _entities: [{ price: null }] }, errors });
      },
    ));
});

describe('keys of several fields', () => {
  it('match a batch’s items by all of them, nested ones included', () =>
    run(
      `type Query { other: String @connect(source: "api", http: { GET: "/other" }, selection: "$.v") }
       type Part @key(fields: "no maker { code }")
         @connect(source: "api", http: { POST: "/parts", body: "of: $batch { no m: maker.code }" },
           selection: "$.parts { no maker: { code: m } title }") {
         no: Int! maker: Maker! title: String
       }
       type Maker { code: ID! }`,
      ({ body }) => {
        const { of } = JSON.parse(body) as { of: Array<{ no: number; m: string }> };
        return { json: { parts: of.reverse().map(({ no, m }) => ({ no: `${no}`, m, title: `${m}${no}` })) } };
      },
      async (sub, urls) => {
        const part = (no: number, code: string) => ({ __typename: 'Part', no, maker: { code } });
        const reps = [part(1, 'a'), part(1, 'b'), part(2, 'a')];
        const fetched = await sub.fetch(entities('... on Part { title }'), { entities: reps });
        expect(plain(fetched)).toEqual({
          data: { _entities: ['a1', 'b1', 'a2'].map((title) => ({ title })) },
          errors: [],
        });
        expect(urls()).toHaveLength(1);
      },
    ));
});
