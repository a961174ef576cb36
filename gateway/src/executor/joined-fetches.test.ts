import { expect, test } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';
import type { SourceAnswer } from './source.js';

const goods = ['1', '2'].map((upc) => ({ upc, price: upc === '1' ? 10 : 20 }));

function shop(products?: () => Promise<SourceAnswer>) {
  return startTestEngine({
    catalog: {
      sdl: 'type Query { items: [Product] } type Product @key(fields: "upc") { upc: ID! }',
      resolvers: { Query: { items: () => goods.map(({ upc }) => ({ upc })) } },
    },
    products: {
      sdl: 'type Product @key(fields: "upc") { upc: ID! price: Int name: String }',
      resolvers: {
        Product: {
          // Nobody knows the second.
          __resolveReference: ({ upc }: { upc: string }) => (upc === '2' ? null : { ...goods[0], name: 'Mug' }),
        },
      },
      ...(products && { answer: products }),
    },
    inventory: {
      sdl: `type Product @key(fields: "upc") {
        upc: ID! price: Int @external inStock(in: String): Boolean shipping: Int @requires(fields: "price")
      }`,
      resolvers: {
        Product: {
          __resolveReference: (product: object) => product,
          inStock: (_: unknown, { in: place }: { in?: string }) => place !== 'Mars',
          shipping: ({ price }: { price: number }) => price / 2,
        },
      },
    },
  });
}

const inventoryOf = ({ fetches }: ReturnType<typeof shop>) => fetches.filter(({ source }) => source === 'inventory');

test('a source is asked once for what needs fields of others and what does not', async () => {
  const engine = shop();
  const { data, errors } = await engine.run('query ($in: String) { items { name inStock(in: $in) shipping } }', {
    in: 'Mars',
  });
  expect(errors).toEqual([]);
  expect(data).toEqual({
    items: [
      { name: 'Mug', inStock: false, shipping: 5 },
      { name: null, inStock: false, shipping: null },
    ],
  });
  // One for the product whose price is known, and at the same time one for the other.
  expect(inventoryOf(engine).map(({ representations, variables }) => ({ representations, variables }))).toEqual([
    { representations: [{ __typename: 'Product', price: 10, upc: '1' }], variables: { in: 'Mars' } },
    { representations: [{ __typename: 'Product', upc: '2' }], variables: { in: 'Mars' } },
  ]);
});

test('what does not need a source that is down is answered all the same', async () => {
  const engine = shop(() => Promise.reject(new Error('down')));
  const { data, errors } = await engine.run('{ items { inStock shipping } }');
  expect(data).toEqual({
    items: [
      { inStock: true, shipping: null },
      { inStock: true, shipping: null },
    ],
  });
  expect(errors.length).toBeGreaterThan(0);
  expect(inventoryOf(engine)).toHaveLength(1);
});

test('fields of one name with different arguments are asked for under their own names', async () => {
  const engine = shop();
  const { data } = await engine.run('{ items { here: inStock there: inStock(in: "Mars") shipping } }');
  expect((data as { items: unknown[] }).items[0]).toEqual({ here: true, there: false, shipping: 5 });
});
