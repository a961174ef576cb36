import { unpricedSku } from '@facet/example-subgraphs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Shop, startShop } from './kit/start-shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ only: 'web' });
});
afterAll(() => shop.stop());

test('a SKU that the SOAP service does not know is an error with the Fault’s code and text', async () => {
  const answer = await shop.ask('web', '{ price(sku: "FX-99999") { amount } }');
  expect(answer).toMatchObject({
    data: { price: null },
    errors: [
      {
        message: 'Unknown SKU "FX-99999"',
        path: ['price'],
        extensions: { code: 'UNKNOWN_SKU', fault: { code: 'Client', sku: 'FX-99999' } },
      },
    ],
  });
});

test('a product without a price has none, beside others that have one', async () => {
  const answer = await shop.ask(
    'web',
    `{ products(filter: { skus: ["FX-10001", "${unpricedSku}"] }) { edges { node { sku price { amount } } } } }`,
  );
  expect(answer.errors).toBeUndefined();
  const prices = answer.data.products.edges.map((edge: { node: unknown }) => edge.node);
  expect(prices).toHaveLength(2);
  expect(prices).toContainEqual({ sku: 'FX-10001', price: { amount: '303.95' } });
  expect(prices).toContainEqual({ sku: unpricedSku, price: null });
});

test('a postcode that the REST service refuses (422) is an error in the service’s own words', async () => {
  const answer = await shop.ask(
    'web',
    '{ product(sku: "FX-10001") { name deliveryQuote(postcode: "00000") { promise } } }',
  );
  expect(answer).toMatchObject({
    data: { product: { name: 'Hazel 3 trekking tent, slate', deliveryQuote: null } },
    errors: [
      {
        message: 'Nobody delivers to "00000"',
        path: ['product', 'deliveryQuote'],
        extensions: {
          code: 'SHIPPING_REFUSED',
          problem: { title: 'The postcode is not served', field: 'postcode' },
        },
      },
    ],
  });
});

test('a wrong SOAP password is the operator’s business: the client learns nothing of it', async () => {
  const locked = await startShop({ only: 'web', environment: { PRICING_PASSWORD: 'not-the-password-4711' } });
  try {
    const answer = await locked.ask('web', '{ product(sku: "FX-10001") { name price { amount } } }');
    expect(answer).toEqual({
      data: { product: { name: 'Hazel 3 trekking tent, slate', price: null } },
      errors: [
        {
          message: 'A service behind this graph refused the gateway',
          path: ['product', 'price'],
          extensions: { code: 'SOURCE_AUTHENTICATION_FAILED', errorId: expect.any(String) },
        },
      ],
    });
    const entry = locked.log.find(({ errorId }) => errorId === answer.errors?.[0]?.extensions?.['errorId']);
    expect(entry).toMatchObject({ code: 'SOURCE_AUTHENTICATION_FAILED', source: 'pricing' });
    expect(JSON.stringify(locked.log)).not.toContain('4711');
  } finally {
    await locked.stop();
  }
});

test('an answer that is not GraphQL is an error without a word of what was answered', async () => {
  shop.sources.get('reviews').behave({ failWithStatus: 500 });
  const answer = await shop.ask('web', '{ product(sku: "FX-10001") { name reviews(first: 1) { totalCount } } }');
  shop.sources.reset();
  expect(answer).toEqual({
    data: { product: { name: 'Hazel 3 trekking tent, slate', reviews: null } },
    errors: [
      {
        message: 'A service behind this graph gave an answer that cannot be used',
        path: ['product', 'reviews'],
        extensions: { code: 'SOURCE_BAD_ANSWER', errorId: expect.any(String) },
      },
    ],
  });
});
