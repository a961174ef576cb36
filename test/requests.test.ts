import { type RunningSource, startIdentity } from '@facet/example-subgraphs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { post } from './kit/post.js';
import { clientRequests } from './kit/source-calls.js';
import { type Shop, startShop } from './kit/start-shop.js';
import { userToken } from './kit/user-token.js';

let identity: RunningSource;
let shop: Shop;
beforeAll(async () => {
  identity = await startIdentity({ port: 0 });
  shop = await startShop({ issuer: identity.origin });
});
afterAll(async () => {
  await shop.stop();
  await identity.stop();
});
beforeEach(() => shop.sources.reset());

test('a correlation id goes from the client through the gateway to each GraphQL, REST and SOAP source, and back', async () => {
  const response = await fetch(`${shop.url}/web/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-correlation-id': 'from-the-client-1' },
    body: JSON.stringify({
      query: '{ product(sku: "FX-10001") { name price { amount } deliveryQuote(postcode: "10115") { promise } } }',
    }),
  });
  await response.text();
  expect(response.headers.get('x-correlation-id')).toBe('from-the-client-1');
  for (const name of ['products', 'shipping', 'pricing'] as const) {
    const requests = clientRequests(shop.sources.get(name));
    expect(requests.length).toBeGreaterThan(0);
    for (const { correlationId } of requests) expect(correlationId).toBe('from-the-client-1');
  }
});

test('a query may come by GET', async () => {
  const query = encodeURIComponent('{ product(sku: "FX-10001") { name } }');
  const response = await fetch(`${shop.url}/mobile/graphql?query=${query}`, {
    headers: { accept: 'application/graphql-response+json', 'apollo-require-preflight': 'true' },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ data: { product: { name: 'Hazel 3 trekking tent, slate' } } });
});

test('a mutation places an order of whoever is signed in once, and answers with products of other sources', async () => {
  const place = async (token: string | undefined) =>
    post(
      `${shop.url}/web/graphql`,
      {
        query: `mutation Place($input: PlaceOrderInput!) {
          placeOrder(input: $input) {
            problems { message }
            order { id status customer { displayName } lines { quantity product { name price { amount } } } }
          }
        }`,
        variables: { input: { idempotencyKey: 'test-1', lines: [{ sku: 'FX-10001', quantity: 2 }] } },
      },
      token === undefined ? {} : { authorization: `Bearer ${token}` },
    );
  const reader = await userToken(identity.origin, { username: 'ada', scope: 'orders:read' });
  for (const token of [undefined, reader]) {
    const { data, errors } = await place(token);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['placeOrder'] }]);
  }
  expect(clientRequests(shop.sources.get('orders'))).toEqual([]);
  const buyer = await userToken(identity.origin, { username: 'ada', scope: 'orders:read orders:write' });
  const first = await place(buyer);
  expect(first).toEqual({
    data: {
      placeOrder: {
        problems: [],
        order: {
          id: expect.any(String),
          status: 'PLACED',
          customer: { displayName: 'Ada L.' },
          lines: [{ quantity: 2, product: { name: 'Hazel 3 trekking tent, slate', price: { amount: '303.95' } } }],
        },
      },
    },
  });
  expect(await place(buyer)).toEqual(first);
});

test('an operation deeper than the client graph allows is refused before any source is asked', async () => {
  const levels = 20;
  const query = `{ product(sku: "FX-10001") { ${'recommendations { '.repeat(levels)} sku ${'}'.repeat(levels)} } }`;
  const { data, errors } = await shop.ask('web', query);
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_DEEP' } }]);
  expect(shop.sources.all.flatMap(clientRequests)).toEqual([]);
});

test('the operators’ listener says of each source whether it is ready', async () => {
  const report = (await (await fetch(`${shop.adminUrl}/health/ready`)).json()) as {
    readonly status: string;
    readonly clientGraphs: readonly { readonly name: string }[];
  };
  expect(report.status).toBe('ready');
  expect(report.clientGraphs.map(({ name }) => name)).toEqual(['mobile', 'web']);
});
