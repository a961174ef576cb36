import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Shop, startShop } from './kit/start-shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

async function schemaOf(clientGraph: 'mobile' | 'web'): Promise<string> {
  const { data } = await shop.ask(clientGraph, getIntrospectionQuery({ descriptions: false }));
  return printSchema(buildClientSchema(data));
}

test('the mobile graph does not know a field that its contract hides, and the web graph answers it', async () => {
  const query = '{ product(sku: "FX-10001") { imageUrl } }';
  expect(await shop.ask('mobile', query)).toEqual({
    errors: [
      {
        message: 'Cannot query field "imageUrl" on type "Product".',
        locations: [{ line: 1, column: 30 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  });
  expect(await shop.ask('web', query)).toEqual({
    data: { product: { imageUrl: expect.stringMatching(/\/images\/FX-10001\.svg$/) } },
  });
});

test.each([
  ['a field', '{ product(sku: "FX-10001") { imageUrI } }', /imageUrl/],
  ['a type', 'query Q { product(sku: "FX-10001") { ... on ReviewConnectio { totalCount } } }', /ReviewConnection\b/],
  ['a root field', '{ carrierz { id } }', /carriers/],
])('the mobile graph names %s that is hidden in no suggestion', async (_, query, hidden) => {
  const { errors } = await shop.ask('mobile', query);
  expect(errors?.length).toBeGreaterThan(0);
  expect(JSON.stringify(errors)).not.toMatch(hidden);
});

test('introspection shows each client graph its own view and hides the rest', async () => {
  const [mobile, web] = await Promise.all([schemaOf('mobile'), schemaOf('web')]);
  expect(mobile).toMatch(/productScreen|thumbnail/);
  expect(mobile).not.toMatch(/imageUrl|reviews|recommendations|Review\b|weightGrams|productPage|carriers/);
  for (const name of ['imageUrl', 'reviews', 'recommendations', 'productPage']) expect(web).toContain(name);
  expect(web).not.toMatch(/productScreen|thumbnail/);
});

test.each(['mobile', 'web'] as const)('the %s graph shows nothing that is tagged internal', async (clientGraph) => {
  expect(await schemaOf(clientGraph)).not.toMatch(/purchaseCostCents|byWarehouse|WarehouseStock|email/);
});

test('a view field may require a field that the contract hides', async () => {
  expect(await shop.ask('mobile', '{ product(sku: "FX-10001") { thumbnail(width: 64) { url } } }')).toEqual({
    data: { product: { thumbnail: { url: expect.stringMatching(/\/images\/FX-10001\.svg\?width=64$/) } } },
  });
});

test('an error under a view field names neither the hidden field it requires nor what answers it', async () => {
  expect(await shop.ask('mobile', '{ productScreen(sku: "FX-99999") { product { priceLabel } } }')).toEqual({
    data: { productScreen: { product: { priceLabel: null } } },
    errors: [
      {
        message: 'Unknown SKU "FX-99999"',
        path: ['productScreen', 'product'],
        extensions: { code: 'UNKNOWN_SKU', fault: { code: 'Client', sku: 'FX-99999' } },
      },
    ],
  });
});
