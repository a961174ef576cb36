import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sourceCalls } from './kit/source-calls.js';
import { type Shop, startShop } from './kit/start-shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());
beforeEach(() => shop.sources.reset());

const sku = 'FX-10001';
const day = expect.stringMatching(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/);

test('the mobile graph answers the phone’s screen from GraphQL, REST and SOAP in one response', async () => {
  const answer = await shop.ask(
    'mobile',
    `query Screen($sku: ID!) {
      productScreen(sku: $sku) {
        product {
          name priceLabel availabilityLabel
          thumbnail(width: 320) { url width }
          deliveryQuote(postcode: "10115") { promise carrier { name } cost { amount currency } }
        }
      }
    }`,
    { sku },
  );
  expect(answer).toEqual({
    data: {
      productScreen: {
        product: {
          name: 'Hazel 3 trekking tent, slate',
          priceLabel: '€303.95',
          availabilityLabel: 'In stock',
          thumbnail: { url: expect.stringMatching(/\/images\/FX-10001\.svg\?width=320$/), width: 320 },
          deliveryQuote: {
            promise: day,
            carrier: { name: expect.any(String) },
            cost: { amount: expect.stringMatching(/^\d+\.\d\d$/), currency: 'EUR' },
          },
        },
      },
    },
  });
  expect(sourceCalls(shop.sources)).toEqual({ products: 1, inventory: 1, pricing: 1, shipping: expect.any(Number) });
});

test('the web graph answers the product’s page with reviews, their authors and recommendations', async () => {
  const answer = await shop.ask(
    'web',
    `query Page($sku: ID!) {
      productPage(sku: $sku) {
        product {
          name
          breadcrumbs { label }
          priceLabel { text }
          price { amount currency validUntil }
          deliveryQuote(postcode: "10115") { earliest promise carrier { name website } }
          reviews(first: 2) { totalCount edges { node { stars author { displayName } } } }
          recommendations(first: 2) { sku name priceLabel { text } }
        }
      }
    }`,
    { sku },
  );
  expect(answer.errors).toBeUndefined();
  const { product } = answer.data.productPage;
  expect(product).toEqual({
    name: 'Hazel 3 trekking tent, slate',
    breadcrumbs: expect.arrayContaining([{ label: 'Hazel 3 trekking tent, slate' }]),
    priceLabel: { text: '€303.95' },
    price: { amount: '303.95', currency: 'EUR', validUntil: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    deliveryQuote: {
      earliest: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      promise: day,
      carrier: { name: expect.any(String), website: expect.stringMatching(/^https:/) },
    },
    reviews: { totalCount: expect.any(Number), edges: expect.any(Array) },
    recommendations: [
      { sku: expect.any(String), name: expect.any(String), priceLabel: { text: expect.stringMatching(/^€/) } },
      { sku: expect.any(String), name: expect.any(String), priceLabel: { text: expect.stringMatching(/^€/) } },
    ],
  });
  expect(product.reviews.edges).toHaveLength(2);
  // The page's product and its recommendations are priced together.
  expect(sourceCalls(shop.sources)['pricing']).toBeLessThanOrEqual(2);
});

test('the web graph compares products side by side, in the order asked for', async () => {
  const answer = await shop.ask(
    'web',
    '{ compare(skus: ["FX-10002", "FX-10001"]) { products { sku comparisonFacts { label value } } } }',
  );
  const [first, second] = answer.data.compare.products;
  expect([first.sku, second.sku]).toEqual(['FX-10002', 'FX-10001']);
  const labels = (facts: readonly { label: string }[]) => facts.map(({ label }) => label);
  expect(labels(first.comparisonFacts)).toEqual(labels(second.comparisonFacts));
  expect(first.comparisonFacts).not.toEqual(second.comparisonFacts);
});

test('the web graph pages through a filtered catalogue without a gap or a repetition', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  let total = 0;
  do {
    const answer = await shop.ask(
      'web',
      `query Catalogue($after: String) {
        products(filter: { categoryId: "tents" }, first: 5, after: $after) {
          totalCount pageInfo { hasNextPage endCursor } edges { node { sku category { id } } }
        }
      }`,
      { after },
    );
    const { edges, pageInfo, totalCount } = answer.data.products;
    expect(new Set(edges.map((edge: { node: { category: { id: string } } }) => edge.node.category.id))).toEqual(
      new Set(['tents']),
    );
    seen.push(...edges.map((edge: { node: { sku: string } }) => edge.node.sku));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    total = totalCount;
  } while (after !== null);
  expect(seen).toHaveLength(total);
  expect(new Set(seen).size).toBe(total);
});

test('a client graph answers null, and no error, for a product that the shop does not sell', async () => {
  const answer = await shop.ask('mobile', '{ product(sku: "FX-00000") { name } }');
  expect(answer).toEqual({ data: { product: null } });
});
