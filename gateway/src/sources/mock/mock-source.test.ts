import { composeServices } from '@apollo/composition';
import { composeClientGraph } from '@facet/schema';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { anonymous } from '../../auth/identity.js';
import { representationsOf } from '../../executor/representations.js';
import type { SourceAnswer, SourceOperation } from '../../executor/source.js';
import { readSupergraph } from '../../supergraph/supergraph.js';
import type { MockSettings } from './mock-settings.js';
import { createMockSource } from './mock-source.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8",
  import: ["@key", "@shareable", "@external", "@requires", "@interfaceObject"])`;

/** The mocked source of the one subgraph `shop`, or of the first of several. */
function mock(sdl: string, settings: MockSettings = {}, others: Readonly<Record<string, string>> = {}) {
  const composed = composeServices(
    Object.entries({ shop: sdl, ...others }).map(([name, text]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(`${link}\n${text}`),
    })),
  );
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors?.map(String).join('\n'));
  const supergraph = readSupergraph(composed.supergraphSdl);
  const sourceOf = (name: string) => {
    const enumValue = supergraph.subgraphs.find((subgraph) => subgraph.name === name)?.enumValue ?? '';
    return createMockSource({ name, enumValue, supergraph, settings, timeoutMs: 1000 });
  };
  const request = { clientGraph: 'test', correlationId: 'test', headers: new Map(), identity: anonymous };
  const fetch = async (
    text: string,
    options: {
      readonly representations?: readonly object[];
      readonly variables?: Record<string, unknown>;
      readonly kind?: SourceOperation['kind'];
      readonly source?: string;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<SourceAnswer> => {
    const { representations, variables = {}, kind = 'query', source = 'shop' } = options;
    const send = sourceOf(source).prepare({ kind, text, name: undefined, variableNames: Object.keys(variables) });
    return send({
      variables,
      ...(representations && { representations: representationsOf(representations.map((one) => JSON.stringify(one))) }),
      request,
      signal: options.signal ?? new AbortController().signal,
    });
  };
  const data = async (...args: Parameters<typeof fetch>): Promise<Record<string, unknown>> => {
    const answer = await fetch(...args);
    expect(answer.errors).toEqual([]);
    return JSON.parse(JSON.stringify(answer.data)) as Record<string, unknown>;
  };
  return { fetch, data };
}

const shop = `
  type Query {
    product(id: ID!): Product
    products(first: Int, offset: Int, category: String): [Product!]!
    byIds(ids: [ID!]!): [Product]
    me: User
    reviews(first: Int = 4): ReviewConnection!
    media: [Media!]!
    search: [Hit!]!
    convert(amount: Float!, currency: Currency!): Money!
  }
  type Mutation { addProduct(input: ProductInput!): AddProduct! rename(id: ID!, name: String!): Product }
  input ProductInput { name: String! price: Float sku: String }
  type AddProduct { product: Product! clientMutationId: String }
  type Product @key(fields: "id") @key(fields: "sku") {
    id: ID! sku: String! name: String! price: Float! related: [Product!]! maker: Maker! tags: [String!]! label(long: Boolean): String!
  }
  type Maker { name: String! website: String! country: String }
  type User @key(fields: "id") { id: ID! name: String! email: String! joinedAt: String! avatarUrl: String favourite: Product }
  type ReviewConnection { edges: [ReviewEdge!]! pageInfo: PageInfo! }
  type ReviewEdge { cursor: String! node: Review! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Review @key(fields: "id") { id: ID! stars: Int! body: String! product: Product! author: User! }
  interface Media @key(fields: "id") { id: ID! title: String! }
  type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int! }
  type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int! }
  union Hit = Product | Maker | Book
  enum Currency { EUR USD }
  type Money { amount: Float! currency: Currency! }
`;

const entities = (selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;

describe('createMockSource()', () => {
  it('answers the same to the same question, by another process too', async () => {
    const query = '{ products { id sku name price tags } me { id name email joinedAt } }';
    const answer = await mock(shop).data(query);
    expect(await mock(shop).data(query)).toEqual(answer);
    // Written down: values must not change with the process, the machine or the day.
    expect(answer).toMatchInlineSnapshot(`
      {
        "me": {
          "email": "brandon_nader53@example.com",
          "id": "user-19",
          "joinedAt": "2024-04-12T13:09:38.538Z",
          "name": "Mr. Toney Schulist DVM",
        },
        "products": [
          {
            "id": "product-65",
            "name": "Electronic Ceramic Computer",
            "price": 253.87,
            "sku": "sku-65",
            "tags": [
              "bin",
              "seagull",
              "pillow",
            ],
          },
          {
            "id": "product-66",
            "name": "Awesome Marble Mouse",
            "price": 144.49,
            "sku": "sku-66",
            "tags": [
              "valentine",
              "contractor",
              "rationale",
            ],
          },
          {
            "id": "product-67",
            "name": "Unbranded Ceramic Fish",
            "price": 403.98,
            "sku": "sku-67",
            "tags": [
              "knuckle",
              "dividend",
              "status",
            ],
          },
        ],
      }
    `);
  });

  it('answers differently with another seed, but with keys of the same kind', async () => {
    const query = '{ product(id: "product-7") { id sku name price } }';
    const [one, other] = await Promise.all([mock(shop, { seed: 1 }).data(query), mock(shop, { seed: 2 }).data(query)]);
    expect(one).not.toEqual(other);
    expect(one).toMatchObject({ product: { id: 'product-7', sku: 'sku-7' } });
    expect(other).toMatchObject({ product: { id: 'product-7', sku: 'sku-7' } });
  });

  it('gives an entity the same values whatever way it is reached', async () => {
    const { data } = mock(shop);
    const fields = '__typename id sku name price maker { name website } label(long: true)';
    const direct = await data(`{ product(id: "product-7") { ${fields} } }`);
    const product = direct['product'];
    const representations = [
      { __typename: 'Product', id: 'product-7' },
      { __typename: 'Product', sku: 'sku-7' },
    ];
    expect(await data(entities(`... on Product { ${fields} }`), { representations })).toEqual({
      _entities: [product, product],
    });
    const { byIds } = await data(`{ byIds(ids: ["product-7", "product-8"]) { ${fields} } }`);
    expect(byIds).toEqual([product, expect.objectContaining({ id: 'product-8' })]);
    const { products } = await data(`{ products { related { ${fields} } } }`);
    const related = (products as ReadonlyArray<{ readonly related: ReadonlyArray<{ readonly id: string }> }>)[0]
      ?.related[0];
    expect(await data(`{ product(id: "${related?.id}") { ${fields} } }`)).toEqual({ product: related });
  });

  it('gives an entity whose key came from elsewhere the same values by any of its keys', async () => {
    const { data } = mock(shop);
    const { product } = await data('{ product(id: "from-elsewhere") { id sku name } }');
    const { id, sku, name } = product as { readonly id: string; readonly sku: string; readonly name: string };
    expect(id).toBe('from-elsewhere');
    const answer = await data(entities('... on Product { sku name }'), {
      representations: [
        { __typename: 'Product', sku },
        { __typename: 'Product', id: 'from-elsewhere' },
      ],
    });
    expect(answer).toEqual({
      _entities: [
        { sku, name },
        { sku, name },
      ],
    });
  });

  it('lets values of a field depend on its arguments', async () => {
    const { data } = mock(shop);
    const { product } = await data(
      '{ product(id: "product-7") { a: label(long: true) b: label(long: false) c: label(long: true) } }',
    );
    const { a, b, c } = product as Readonly<Record<'a' | 'b' | 'c', string>>;
    expect(a).toBe(c);
    expect(a).not.toBe(b);
  });

  it('takes lists in parts: as many as asked for, from where it is asked, each entity once', async () => {
    const { data } = mock(shop);
    const idsOf = async (args: string): Promise<readonly string[]> => {
      const { products } = await data(`{ products${args} { id } }`);
      return (products as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id);
    };
    const ten = await idsOf('(first: 10)');
    expect(new Set(ten).size).toBe(10);
    expect(await idsOf('(first: 4, offset: 3)')).toEqual(ten.slice(3, 7));
    expect(await idsOf('(first: 0)')).toEqual([]);
    expect(await idsOf('')).toHaveLength(3);
    expect(await idsOf('(first: 5, category: "toys")')).not.toEqual(ten.slice(0, 5));
    expect(await idsOf('(first: 2, offset: 2147483647)')).toHaveLength(2);
  });

  it('ends the pages of connections, and makes their edges as many as asked for', async () => {
    const { reviews } = await mock(shop).data(
      '{ reviews(first: 6) { edges { cursor node { stars } } pageInfo { hasNextPage } } }',
    );
    expect(reviews).toMatchObject({ pageInfo: { hasNextPage: false } });
    expect((reviews as { readonly edges: readonly unknown[] }).edges).toHaveLength(6);
  });

  it('knows of which type an entity is that is asked for by its interface', async () => {
    const { data } = mock(shop);
    const fields = '__typename ... on Media { id title }';
    const { media } = await data(`{ media { ${fields} } }`);
    const listed = media as ReadonlyArray<{ readonly __typename: string; readonly id: string }>;
    const byInterface = await data(entities(fields), {
      representations: listed.map(({ id }) => ({ __typename: 'Media', id })),
    });
    const byType = await data(entities(fields), { representations: listed });
    expect(byInterface).toEqual({ _entities: listed });
    expect(byType).toEqual({ _entities: listed });
  });

  it('gives what a mutation was given back, in a payload too', async () => {
    const { data } = mock(shop);
    const mutation = 'mutation { addProduct(input: { name: "Kettle", price: 12.5 }) { product { name price sku } } }';
    expect(await data(mutation, { kind: 'mutation' })).toMatchObject({
      addProduct: { product: { name: 'Kettle', price: 12.5, sku: expect.stringMatching(/^sku-\d+$/) } },
    });
    expect(await data('mutation { rename(id: "p1", name: "Pot") { id name } }', { kind: 'mutation' })).toEqual({
      rename: { id: 'p1', name: 'Pot' },
    });
    expect(await data('{ convert(amount: 5, currency: USD) { amount currency } }')).toEqual({
      convert: { amount: 5, currency: 'USD' },
    });
  });

  it('looks like what fields are called', async () => {
    const { me } = await mock(shop).data('{ me { name email joinedAt avatarUrl } }');
    expect(me).toEqual({
      name: expect.stringMatching(/^[A-Z].* [A-Z]/),
      email: expect.stringMatching(/^[^@\s]+@example\.(com|net|org)$/),
      joinedAt: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
      avatarUrl: expect.stringMatching(/^data:image\//),
    });
  });

  it('keeps what a representation says: keys of any shape, and required fields', async () => {
    const sdl = `
      type Query { a: Int }
      type Stock @key(fields: "warehouse { id } sku kind") { warehouse: Warehouse! sku: ID! kind: Kind! weight: Int @external
        shipping: Float @requires(fields: "weight") count: Int! }
      type Warehouse @key(fields: "id", resolvable: false) { id: ID! }
      enum Kind { A B }`;
    const { data } = mock(
      sdl,
      {},
      {
        other:
          'type Stock @key(fields: "warehouse { id } sku kind") { warehouse: Warehouse! sku: ID! kind: Kind! weight: Int } type Warehouse @key(fields: "id") { id: ID! } enum Kind { A B } type Query { stocks: [Stock] }',
      },
    );
    const representation = { __typename: 'Stock', warehouse: { id: 'w' }, sku: 's', kind: 'B', weight: 5 };
    const text = entities('... on Stock { warehouse { id } sku kind count shipping }');
    const [first, second] = [
      await data(text, { representations: [representation] }),
      await data(text, { representations: [{ ...representation, weight: 6 }] }),
    ];
    expect(first).toMatchObject({ _entities: [{ warehouse: { id: 'w' }, sku: 's', kind: 'B' }] });
    expect(second).toEqual(first);
    // Listed by one source, fetched from another: the compound key is understood.
    const { stocks } = await data('{ stocks { __typename warehouse { id } sku kind } }', { source: 'other' });
    const listed = stocks as ReadonlyArray<object>;
    const { _entities: found } = await data(entities('... on Stock { warehouse { id } sku kind }'), {
      representations: listed,
    });
    expect((found as ReadonlyArray<object>).map((one) => ({ __typename: 'Stock', ...one }))).toEqual(listed);
  });

  it('leaves nullable fields out at the rate asked for, and keys never', async () => {
    const { data } = mock(shop, { nullRate: 1 });
    expect(await data('{ me { id } media { id } convert(amount: 1, currency: EUR) { amount } }')).toMatchObject({
      me: null,
    });
    expect(
      await data(entities('... on User { id name avatarUrl favourite { id } }'), {
        representations: [{ __typename: 'User', id: 'u' }],
      }),
    ).toMatchObject({
      _entities: [{ id: 'u', name: expect.any(String), avatarUrl: null, favourite: null }],
    });
    const { products } = await mock(shop, { nullRate: 0.3 }).data('{ products(first: 400) { maker { country } } }');
    const nulls = (products as ReadonlyArray<{ readonly maker: { readonly country: string | null } }>).filter(
      ({ maker }) => maker.country === null,
    );
    expect(nulls.length / 400).toBeGreaterThan(0.2);
    expect(nulls.length / 400).toBeLessThan(0.4);
  });

  it('refers to the entities that the schema names, where it names them', async () => {
    const sdl = `
      extend schema @link(url: "https://specs.facet.example/mock/v0.1", import: ["@mock"])
      type Query { reviews: [Review!]! }
      type Review @key(fields: "id") { id: ID! products: [Product!]! }
      type Product @key(fields: "sku", resolvable: false) { sku: ID! @mock(values: ["mug-01", "mug-02"]) }`;
    const { supergraph = '' } = await composeClientGraph({
      name: 'web',
      shared: [{ name: 'shop', url: '', file: 'shop.graphql', sdl: `${link}\n${sdl}` }],
      contract: { include: [], exclude: [] },
    });
    const options = {
      name: 'shop',
      enumValue: 'SHOP',
      supergraph: readSupergraph(supergraph),
      settings: {},
      timeoutMs: 9,
    };
    const text = '{ reviews { products { sku } } }';
    const send = createMockSource(options).prepare({ kind: 'query', text, name: undefined, variableNames: [] });
    const { signal } = new AbortController();
    const request = { clientGraph: 'test', correlationId: 'test', headers: new Map(), identity: anonymous };
    const { data, errors } = await send({ variables: {}, request, signal });
    expect(errors).toEqual([]);
    const reviews = data?.['reviews'] as ReadonlyArray<{ readonly products: ReadonlyArray<{ readonly sku: string }> }>;
    expect(new Set(reviews.flatMap(({ products }) => products.map(({ sku }) => sku)))).toEqual(
      new Set(['mug-01', 'mug-02']),
    );
  });

  it('says that its answers are to be kept by nobody', async () => {
    expect((await mock(shop).fetch('{ me { id } }')).cacheControl).toBe('no-store');
  });

  it('gives up an answer of more than 20000 values', async () => {
    const { data, fetch } = mock(shop);
    // Each field is a value, and each item of a list: 10 times 1 + 999 + 999, and 5 times 2.
    const lists = Array.from({ length: 10 }, (_, index) => `l${index}: products(first: 999) { id }`);
    const few = Array.from({ length: 5 }, (_, index) => `m${index}: me { id }`);
    const asked = [...lists, ...few].join(' ');
    await expect(data(`{ ${asked} }`)).resolves.toBeDefined();
    const refused = { code: 'SOURCE_ANSWER_TOO_LARGE' };
    await expect(fetch(`{ ${asked} n: me { id } }`)).rejects.toMatchObject(refused);
    const nested = '{ products(first: 2147483647) { related { related { related { related { id } } } } } }';
    await expect(fetch(nested)).rejects.toMatchObject(refused);
  });

  it('waits as long as it is told, at most its deadline, and not when nobody waits any more', async () => {
    const started = performance.now();
    await mock(shop, { latencyMs: 50 }).data('{ me { id } }');
    expect(performance.now() - started).toBeGreaterThan(45);
    await expect(mock(shop, { latencyMs: 1001 }).fetch('{ me { id } }')).rejects.toMatchObject({
      code: 'SOURCE_TIMEOUT',
    });
    const signal = AbortSignal.timeout(20);
    await expect(mock(shop, { latencyMs: 900 }).fetch('{ me { id } }', { signal })).rejects.toThrow();
  });

  it('refuses subscriptions and operations that do not fit', async () => {
    await expect(mock(shop).fetch('{ nothing }')).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    await expect(mock(shop).fetch('subscription { a }', { kind: 'subscription' })).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
    });
  });
});
