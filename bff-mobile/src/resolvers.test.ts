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

test('resolvers answer the product screen by key alone', async () => {
  const answer = await graphql({ schema, source: '{ productScreen(sku: "FX-1") { product { __typename sku } } }' });
  expect(answer).toEqual({ data: { productScreen: { product: { __typename: 'Product', sku: 'FX-1' } } } });
});

test('resolvers make every view field from its representation', async () => {
  const answer = await graphql({
    schema,
    source: `${entities}{ ... on Product { thumbnail(width: 64) { url width } priceLabel availabilityLabel }
      ... on DeliveryQuote { promise } } }`,
    variableValues: {
      representations: [
        {
          __typename: 'Product',
          sku: 'FX-1',
          imageUrl: 'http://127.0.0.1:4101/images/FX-1.svg',
          price: { amount: '129.9', currency: 'GBP' },
          availability: { inStock: false, quantity: 0, restockDate: '2026-12-03' },
        },
        { __typename: 'DeliveryQuote', earliest: '2026-11-24', latest: '2026-11-26' },
      ],
    },
  });
  expect(answer).toEqual({
    data: {
      _entities: [
        {
          thumbnail: { url: 'http://127.0.0.1:4101/images/FX-1.svg?width=64', width: 64 },
          priceLabel: '£129.90',
          availabilityLabel: 'Back on 3 Dec',
        },
        { promise: 'Tue 24 to Thu 26 Nov' },
      ],
    },
  });
});

test('resolvers answer null, and no error, where a required field is null', async () => {
  const answer = await graphql({
    schema,
    source: `${entities}{ ... on Product { priceLabel availabilityLabel } } }`,
    variableValues: { representations: [{ __typename: 'Product', sku: 'FX-1', price: null, availability: null }] },
  });
  expect(answer).toEqual({ data: { _entities: [{ priceLabel: null, availabilityLabel: null }] } });
});

test('resolvers refuse a width out of bounds with BAD_USER_INPUT', async () => {
  const answer = await graphql({
    schema,
    source: `${entities}{ ... on Product { thumbnail(width: 1025) { url } } } }`,
    variableValues: { representations: [{ __typename: 'Product', sku: 'FX-1', imageUrl: 'http://127.0.0.1/1.svg' }] },
  });
  expect(answer.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
    {
      message: 'Cannot scale a picture to 1025 pixels: the width must be 16 to 1024',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});
