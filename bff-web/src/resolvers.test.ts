import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { expect, test } from 'vitest';
import { resolvers } from './resolvers.js';

const schema = buildSubgraphSchema({
  typeDefs: parse(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8')),
  resolvers,
});

const entities = 'query ($representations: [_Any!]!) { _entities(representations: $representations) ';

const product = {
  __typename: 'Product',
  sku: 'FX-1',
  name: 'Ridge tent',
  brand: 'Aller',
  category: { id: 'tents', name: 'Tents' },
  imageUrl: 'http://127.0.0.1:4101/images/FX-1.svg',
  weightGrams: 2100,
  price: { amount: '84.99', currency: 'EUR', listAmount: '99.99' },
  availability: { inStock: true, quantity: 3, restockDate: null },
};

test('resolvers answer the product page and a comparison by key alone', async () => {
  const source = '{ productPage(sku: "a") { product { sku } } compare(skus: ["b", "a"]) { products { sku } } }';
  expect(await graphql({ schema, source })).toEqual({
    data: { productPage: { product: { sku: 'a' } }, compare: { products: [{ sku: 'b' }, { sku: 'a' }] } },
  });
});

test('resolvers make every view field from its representation', async () => {
  const answer = await graphql({
    schema,
    source: `${entities}{
      ... on Product {
        breadcrumbs { href } pictures { url } priceLabel { text reduction } availabilityLabel comparisonFacts { value }
      }
      ... on DeliveryQuote { promise } } }`,
    variableValues: {
      representations: [product, { __typename: 'DeliveryQuote', earliest: '2026-11-24', latest: '2026-11-26' }],
    },
  });
  expect(answer).toEqual({
    data: {
      _entities: [
        {
          breadcrumbs: [{ href: '/' }, { href: '/?category=tents' }, { href: '/products/FX-1' }],
          pictures: [320, 640, 1280].map((width) => ({ url: `${product.imageUrl}?width=${width}` })),
          priceLabel: { text: '€84.99', reduction: '-15%' },
          availabilityLabel: 'Only 3 left',
          comparisonFacts: [{ value: 'Aller' }, { value: 'Tents' }, { value: '2.1 kg' }],
        },
        { promise: 'Tuesday 24 to Thursday 26 November' },
      ],
    },
  });
});

test('resolvers keep the rest of a product when price and stock are not known', async () => {
  const answer = await graphql({
    schema,
    source: `${entities}{ ... on Product { priceLabel { text } availabilityLabel comparisonFacts { value } } } }`,
    variableValues: { representations: [{ ...product, price: null, availability: null }] },
  });
  expect(answer).toEqual({
    data: {
      _entities: [
        {
          priceLabel: null,
          availabilityLabel: null,
          comparisonFacts: [{ value: 'Aller' }, { value: 'Tents' }, { value: '2.1 kg' }],
        },
      ],
    },
  });
});

test('resolvers refuse a comparison of five with BAD_USER_INPUT', async () => {
  const source = '{ compare(skus: ["a", "b", "c", "d", "e"]) { products { sku } } }';
  const answer = await graphql({ schema, source });
  expect(answer.errors?.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual([
    {
      message: 'Cannot compare 5 products: ask for 1 to 4 SKUs',
      path: ['compare'],
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});
