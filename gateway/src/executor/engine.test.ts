import { describe, expect, it } from 'vitest';
import { anonymous } from '../auth/identity.js';
import { GatewayError } from '../errors/gateway-error.js';
import { startTestEngine } from './engine.test-kit.js';
import { createActiveLabels } from './override-labels.js';

const products = [
  { upc: '1', name: 'Table', weight: 100, price: 899 },
  { upc: '2', name: 'Couch', weight: 1000, price: 0 },
  { upc: '3', name: 'Chair', weight: 50, price: 54 },
];
const byUpc = ({ upc }: { upc: string }) => products.find((product) => product.upc === upc);

const catalogue = {
  sdl: `
    type Query { products: [Product!]! product(upc: ID!): Product twice: [[Product]] }
    type Mutation { touch(by: Int!): Int! }
    type Product @key(fields: "upc") { upc: ID! name: String weight: Int price(currency: String = "EUR"): Int }
  `,
  resolvers: {
    Query: {
      products: () => [...products, products[0]],
      product: (_: unknown, { upc }: { upc: string }) => byUpc({ upc }),
      twice: () => [[products[0], null], [products[2]], null],
    },
    Product: { __resolveReference: byUpc },
  },
};

const stock = {
  sdl: `
    type Product @key(fields: "upc") {
      upc: ID!
      weight: Int @external
      price(currency: String = "EUR"): Int @external
      inStock: Boolean!
      shipping: Int @requires(fields: "weight price")
    }
  `,
  resolvers: {
    Product: {
      inStock: ({ upc }: { upc: string }) => upc !== '2',
      shipping: ({ weight, price }: { weight: number; price: number }) => (price > 800 ? 0 : weight * 2),
    },
  },
};

describe('engine', () => {
  it('joins entities of two sources and sends each representation once', async () => {
    const { run, fetches } = startTestEngine({ catalogue, stock });
    const { data, errors } = await run('{ products { name inStock } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({
      products: [
        { name: 'Table', inStock: true },
        { name: 'Couch', inStock: false },
        { name: 'Chair', inStock: true },
        { name: 'Table', inStock: true },
      ],
    });
    expect(fetches.map((fetch) => fetch.source)).toEqual(['catalogue', 'stock']);
    expect(fetches[1]?.representations).toEqual([
      { __typename: 'Product', upc: '1' },
      { __typename: 'Product', upc: '2' },
      { __typename: 'Product', upc: '3' },
    ]);
  });

  it('writes the answer in the order of the operation, whichever source answered first', async () => {
    const { run } = startTestEngine({ catalogue, stock });
    const { text } = await run('{ product(upc: "1") { inStock name alias: upc __typename kind: __typename upc } }');
    expect(text).toBe(
      '{"product":{"inStock":true,"name":"Table","alias":"1","__typename":"Product","kind":"Product","upc":"1"}}',
    );
  });

  it('keeps aliases that are named like key and required fields away from representations', async () => {
    const { run, fetches } = startTestEngine({ catalogue, stock });
    const { data, errors } = await run(
      '{ product(upc: "3") { weight: name upc: name shipping price(currency: "USD") } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ product: { weight: 'Chair', upc: 'Chair', shipping: 100, price: 54 } });
    expect(fetches.find((fetch) => fetch.source === 'stock')?.representations).toEqual([
      { __typename: 'Product', upc: '3', weight: 50, price: 54 },
    ]);
  });

  it('keeps falsy values of required fields', async () => {
    const { run } = startTestEngine({ catalogue, stock });
    const { data } = await run('{ product(upc: "2") { shipping } }');
    expect(data).toEqual({ product: { shipping: 2000 } });
  });

  it('answers aliases that JavaScript objects inherit, also when their source fails', async () => {
    const { run } = startTestEngine({ catalogue, stock });
    const { text } = await run(
      '{ product(upc: "1") { constructor: name __proto__: upc toString: inStock } valueOf: product(upc: "9") { name } }',
    );
    expect(text).toBe('{"product":{"constructor":"Table","__proto__":"1","toString":true},"valueOf":null}');
    const failing = { ...stock, answer: () => Promise.reject(new Error('down')) };
    const broken = startTestEngine({ catalogue, stock: failing });
    const { data } = await broken.run('{ product(upc: "1") { constructor: shipping } }');
    expect(data).toEqual({ product: { constructor: null } });
  });

  it('answers lists of lists with nulls', async () => {
    const { run } = startTestEngine({ catalogue, stock });
    const { data, errors } = await run('{ twice { upc inStock } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ twice: [[{ upc: '1', inStock: true }, null], [{ upc: '3', inStock: true }], null] });
  });

  it.each([
    [{ a: true, b: false }, { product: { name: 'Table', inStock: true } }],
    [{ a: false, b: true }, { product: { upc: '1' } }],
  ])('evaluates @skip and @include by variables %j, fetching only what is asked', async (variables, expected) => {
    const { run, fetches } = startTestEngine({ catalogue, stock });
    const { data } = await run(
      'query ($a: Boolean!, $b: Boolean!) { product(upc: "1") { name @include(if: $a) inStock @skip(if: $b) upc @include(if: $b) } }',
      variables,
    );
    expect(data).toEqual(expected);
    expect(fetches.some((fetch) => fetch.source === 'stock')).toBe(variables.a);
  });

  it('answers introspection without asking a source', async () => {
    const { run, fetches } = startTestEngine({ catalogue, stock });
    const { data } = await run('{ __typename t: __type(name: "Product") { ...F } } fragment F on __Type { name kind }');
    expect(data).toEqual({ __typename: 'Query', t: { name: 'Product', kind: 'OBJECT' } });
    expect(fetches).toEqual([]);
  });

  it('keeps a variable named representations apart from the representations of entities', async () => {
    const root = {
      sdl: 'type Query { p: P } type P @key(fields: "id") { id: ID! }',
      resolvers: { Query: { p: () => ({ id: '1' }) } },
    };
    const echo = {
      sdl: 'type P @key(fields: "id") { id: ID! f(x: String, y: String): String }',
      resolvers: { P: { f: (_: unknown, { x, y }: { x?: string; y?: string }) => `${x} ${y}` } },
    };
    const { run } = startTestEngine({ root, echo });
    const query = `query Q($representations: String, $_representations: String = "b", $show: Boolean = true) {
      p @include(if: $show) { f(x: $representations, y: $_representations) }
    }`;
    expect(await run(query, { representations: 'a' })).toMatchObject({ data: { p: { f: 'a b' } }, errors: [] });
    const skipped = 'query Q($representations: Boolean!) { p @skip(if: $representations) { f(x: "c") } }';
    expect(await run(skipped, { representations: false })).toMatchObject({ data: { p: { f: 'c undefined' } } });
    expect(await run(skipped, { representations: true })).toMatchObject({ data: {} });
  });

  it('refuses variables that do not fit before anything is fetched', async () => {
    const { run, fetches } = startTestEngine({ catalogue, stock });
    const { data, errors } = await run('query ($upc: ID!) { product(upc: $upc) { name } }', {});
    expect(data).toBeUndefined();
    expect(errors[0]?.['message']).toContain('Variable "$upc" of required type "ID!" was not provided');
    expect(fetches).toEqual([]);
  });

  it('runs mutation fields of two sources one after the other', async () => {
    let total = 0;
    const touch =
      (factor: number) =>
      async (_: unknown, { by }: { by: number }) => {
        await new Promise((resolve) => setImmediate(resolve));
        total = total * factor + by;
        return total;
      };
    const { run } = startTestEngine({
      catalogue: { ...catalogue, resolvers: { ...catalogue.resolvers, Mutation: { touch: touch(2) } } },
      other: { sdl: 'type Mutation { poke(by: Int!): Int! }', resolvers: { Mutation: { poke: touch(3) } } },
    });
    const { data } = await run('mutation { a: touch(by: 1) b: poke(by: 2) c: touch(by: 3) }');
    expect(data).toEqual({ a: 1, b: 5, c: 13 });
  });
});

describe('engine errors', () => {
  const down = { ...stock, answer: () => Promise.reject(new GatewayError('SOURCE_UNREACHABLE', 'no connection')) };
  const nullableStock = {
    ...down,
    sdl: 'type Product @key(fields: "upc") { upc: ID! availability: Availability } type Availability { inStock: Boolean! }',
    resolvers: {},
  };

  it('puts a failed source at the path of the one field it should have brought', async () => {
    const { run } = startTestEngine({ catalogue, stock: nullableStock });
    const { data, errors } = await run('{ product(upc: "1") { name stock: availability { inStock } } }');
    expect(data).toEqual({ product: { name: 'Table', stock: null } });
    expect(errors).toEqual([{ message: 'no connection', path: ['product', 'stock'] }]);
  });

  it('reports a failed source once for a list, at the path that its objects have in common', async () => {
    const { run } = startTestEngine({ catalogue, stock: nullableStock });
    const { data, errors } = await run('{ products { availability { inStock } } }');
    expect(data).toEqual({ products: Array.from({ length: 4 }, () => ({ availability: null })) });
    expect(errors).toEqual([{ message: 'no connection', path: ['products'] }]);
  });

  it('propagates nulls to the nearest nullable field without a second error', async () => {
    const { run } = startTestEngine({ catalogue, stock: down });
    const { data, errors } = await run('{ product(upc: "1") { name inStock } }');
    expect(data).toEqual({ product: null });
    expect(errors).toEqual([{ message: 'no connection', path: ['product', 'inStock'] }]);
  });

  it('reports a null that a source sends for a non-nullable field', async () => {
    const answer = () => ({ data: { _entities: [{ inStock: null }] }, errors: [] });
    const { run } = startTestEngine({ catalogue, stock: { ...stock, answer } });
    const { data, errors } = await run('{ product(upc: "1") { name inStock } }');
    expect(data).toEqual({ product: null });
    expect(errors).toEqual([
      { message: 'Cannot return null for non-nullable field Product.inStock.', path: ['product', 'inStock'] },
    ]);
  });

  it('maps the path of an entity error to every place that asked for the entity', async () => {
    const answer = () => ({
      data: { _entities: [{ cost: null }, { cost: 1 }, { cost: 2 }] },
      errors: [{ message: 'no rate', path: ['_entities', 0, 'cost'] }],
    });
    const { run } = startTestEngine({ catalogue, stock: { ...stock, answer } });
    const { data, errors } = await run('{ products { cost: shipping } }');
    expect(data).toEqual({ products: [{ cost: null }, { cost: 1 }, { cost: 2 }, { cost: null }] });
    expect(errors).toEqual([
      { message: 'no rate', path: ['products', 0, 'cost'] },
      { message: 'no rate', path: ['products', 3, 'cost'] },
    ]);
  });

  it('names no field that the client did not ask for', async () => {
    const failing = { ...catalogue, answer: () => Promise.reject(new Error('down')) };
    const { run } = startTestEngine({
      catalogue: failing,
      list: {
        sdl: 'type Query { first: Product } type Product @key(fields: "upc") { upc: ID! }',
        resolvers: { Query: { first: () => ({ upc: '1' }) } },
      },
      stock,
    });
    const { data, errors } = await run('{ first { shipping } }');
    expect(data).toEqual({ first: { shipping: null } });
    expect(errors).toEqual([{ message: 'down', path: ['first'] }]);
  });

  it.each([
    ['too few entities', { _entities: [] }],
    ['no list', { _entities: null }],
    ['no data', null],
  ])('turns an answer with %s into one error', async (_, data) => {
    const { run } = startTestEngine({
      catalogue,
      stock: { ...nullableStock, answer: () => ({ data: data as Record<string, unknown> | null, errors: [] }) },
    });
    const result = await run('{ product(upc: "1") { name availability { inStock } } }');
    expect(result.data).toEqual({ product: { name: 'Table', availability: null } });
    expect(result.errors.map((error) => error['path'])).toEqual([['product', 'availability']]);
  });

  it.each([
    ['a list', []],
    ['text', 'stock'],
  ])('reports an entity that is %s', async (_, entity) => {
    const answer = () => ({ data: { _entities: [entity] }, errors: [] });
    const { run } = startTestEngine({ catalogue, stock: { ...nullableStock, answer } });
    expect(await run('{ product(upc: "1") { name availability { inStock } } }')).toMatchObject({
      data: { product: { name: 'Table', availability: null } },
      errors: [
        {
          message: 'Cannot use the answer of source "stock": an entity is neither an object nor null',
          path: ['product'],
        },
      ],
    });
  });

  it('coerces what a source sends in another JSON type, or reports it', async () => {
    const answer = () => ({ data: { product: { name: 7, upc: 1, weight: 'heavy' } }, errors: [] });
    const { run } = startTestEngine({ catalogue: { ...catalogue, answer }, stock });
    const { data, errors } = await run('{ product(upc: "1") { name upc weight } }');
    expect(data).toEqual({ product: { name: '7', upc: '1', weight: null } });
    expect(errors).toEqual([
      { message: 'Int cannot represent non-integer value: "heavy"', path: ['product', 'weight'] },
    ]);
  });
});

describe('engine with arguments in @requires', () => {
  const prices = {
    sdl: `
      type Product @key(fields: "upc") {
        upc: ID!
        price(currency: String = "EUR"): Int @external
        dear: Boolean @requires(fields: "price(currency: \\"USD\\")")
        cheap: Boolean @requires(fields: "price(currency: \\"GBP\\")")
        plain: Int @requires(fields: "price")
      }
    `,
    resolvers: {
      Product: {
        dear: ({ price }: { price: number }) => price > 150,
        cheap: ({ price }: { price: number }) => price < 60,
        plain: ({ price }: { price: number }) => price,
      },
    },
  };
  const rates = new Map([
    ['EUR', 1],
    ['USD', 2],
    ['GBP', 0.5],
  ]);
  const catalogueWithRates = {
    ...catalogue,
    resolvers: {
      ...catalogue.resolvers,
      Product: {
        __resolveReference: byUpc,
        price: ({ upc }: { upc: string }, { currency }: { currency: string }) =>
          (upc === '1' ? 100 : 200) * (rates.get(currency) ?? 0),
      },
    },
  };

  it('keeps what two fields require, and what the client asks for, apart', async () => {
    const { run, fetches } = startTestEngine({ catalogue: catalogueWithRates, prices });
    const { data, errors } = await run(
      '{ products { upc dear cheap plain price(currency: "GBP") usd: price(currency: "USD") } }',
    );
    expect(errors).toEqual([]);
    const one = { upc: '1', dear: true, cheap: true, plain: 100, price: 50, usd: 200 };
    const other = { dear: true, cheap: false, plain: 200, price: 100, usd: 400 };
    expect(data).toEqual({ products: [one, { upc: '2', ...other }, { upc: '3', ...other }, one] });
    const sent = fetches.filter((fetch) => fetch.source === 'prices').map((fetch) => fetch.representations?.[0]);
    expect(sent).toHaveLength(3);
    expect(sent).toEqual(
      expect.arrayContaining([100, 200, 50].map((price) => ({ __typename: 'Product', upc: '1', price }))),
    );
  });
});

describe('engine with @fromContext', () => {
  const accounts = [
    { id: 'a', currency: 'EUR', items: ['1', '2'], best: '1' },
    { id: 'b', currency: 'USD', items: ['1'], best: '1' },
    { id: 'c', currency: null, items: ['2'], best: null },
  ].map((account) => ({
    ...account,
    items: account.items.map((id) => ({ id })),
    best: account.best === null ? null : { id: account.best },
  }));
  const shop = {
    sdl: `
      type Query { accounts: [Account!]! }
      type Account @key(fields: "id") @context(name: "account") {
        id: ID! currency: String items: [Item!]! best: Item
      }
      type Item @key(fields: "id") {
        id: ID! price(currency: String @fromContext(field: "$account { currency }"), vat: Int = 0): String
      }
    `,
    resolvers: {
      Query: { accounts: () => accounts },
      Item: {
        price: ({ id }: { id: string }, { currency, vat }: { currency: string | null; vat: number }) =>
          `${id}:${currency}:${vat}`,
      },
    },
  };
  const stockOfItems = {
    sdl: 'type Item @key(fields: "id") { id: ID! left: Int }',
    resolvers: { Item: { left: () => 3 } },
  };

  it('fills arguments from the enclosing object, each with its own, aliases or not', async () => {
    const { run, fetches } = startTestEngine({ shop, stockOfItems });
    const { data, errors } = await run(
      '{ accounts { currency: id items { left price(vat: 7) } best { price alias: price(vat: 1) } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      accounts: [
        {
          currency: 'a',
          items: [
            { left: 3, price: '1:EUR:7' },
            { left: 3, price: '2:EUR:7' },
          ],
          best: { price: '1:EUR:0', alias: '1:EUR:1' },
        },
        { currency: 'b', items: [{ left: 3, price: '1:USD:7' }], best: { price: '1:USD:0', alias: '1:USD:1' } },
        { currency: 'c', items: [{ left: 3, price: '2:null:7' }], best: null },
      ],
    });
    const withContext = fetches.filter((fetch) => fetch.text.includes('contextualArgument'));
    expect(withContext).toHaveLength(5);
  });
});

describe('engine with override labels', () => {
  const old = {
    sdl: 'type Query { orders: [Order] } type Order @key(fields: "id") { id: ID! total: String share: String }',
    resolvers: {
      Query: { orders: () => [{ id: '1' }] },
      Order: { total: () => 'old', share: () => 'old' },
    },
  };
  const next = {
    sdl: `type Order @key(fields: "id") {
      id: ID!
      total: String @override(from: "old", label: "orders-v2")
      share: String @override(from: "old", label: "percent(25)")
    }`,
    resolvers: { Order: { total: () => 'new', share: () => 'new' } },
  };
  const query = '{ orders { total } }';

  it.each([
    ['off by default', {}, undefined, 'old'],
    ['on by the settings', { labels: ['orders-v2', 'of-another-graph'] }, undefined, 'new'],
    ['on by the header that the settings name', { header: 'x-labels' }, 'a, orders-v2', 'new'],
    ['off by a header that no settings name', {}, 'orders-v2', 'old'],
  ])('takes a field from where its label says: %s', async (_, settings, header, expected) => {
    const overrides = { labels: [], header: undefined, ...settings };
    const { run } = startTestEngine({ old, next }, { overrides });
    const headers = new Map(header === undefined ? [] : [['x-labels', header]]);
    expect((await run(query, {}, headers)).data).toEqual({ orders: [{ total: expected }] });
  });

  it('keeps the plans of different labels apart', async () => {
    const { run } = startTestEngine({ old, next }, { overrides: { labels: [], header: 'x-labels' } });
    const on = new Map([['x-labels', 'orders-v2']]);
    const totals = [];
    for (const headers of [new Map<string, string>(), on, new Map<string, string>(), on]) {
      totals.push(JSON.stringify((await run(query, {}, headers)).data));
    }
    expect(totals.map((text) => /old|new/.exec(text)?.[0])).toEqual(['old', 'new', 'old', 'new']);
  });
});

describe('createActiveLabels()', () => {
  const request = {
    clientGraph: 'test',
    correlationId: 'test',
    headers: new Map<string, string>(),
    identity: anonymous,
  };

  it('draws percent labels for each request, zero and a hundred percent included', () => {
    const draws = [0.249, 0.25, 0, 0.999];
    const known = ['percent(0)', 'percent(100)', 'percent(25)'];
    const active = draws.map((draw) =>
      createActiveLabels(known, { labels: [], header: undefined }, () => draw)(request),
    );
    expect(active).toEqual([
      ['percent(100)', 'percent(25)'],
      ['percent(100)'],
      ['percent(100)', 'percent(25)'],
      ['percent(100)'],
    ]);
  });
});

describe('engine with abstract types', () => {
  const media = {
    sdl: `
      type Query { media: [Media] search: [Found] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
      union Found = Book | Film
    `,
    resolvers: {
      Query: {
        media: () => [
          { __typename: 'Book', id: 'b', title: 'B', pages: 3 },
          { __typename: 'Film', id: 'f', title: 'F', minutes: 90 },
        ],
        search: () => [{ __typename: 'Film', id: 'f', title: 'F', minutes: 90 }],
      },
      Media: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    },
  };
  const ratings = {
    sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int } type Query { best: Media }',
    resolvers: {
      Media: { stars: ({ id }: { id: string }) => (id === 'b' ? 0 : 5) },
      Query: { best: () => ({ __typename: 'Media', id: 'b' }) },
    },
  };

  it('selects by runtime type and joins an interface object', async () => {
    const { run } = startTestEngine({ media, ratings });
    const { data, errors } = await run(
      '{ media { __typename ... on Book { pages } ... on Film { length: minutes } stars } search { ... on Media { title } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      media: [
        { __typename: 'Book', pages: 3, stars: 0 },
        { __typename: 'Film', length: 90, stars: 5 },
      ],
      search: [{ title: 'F' }],
    });
  });
});
