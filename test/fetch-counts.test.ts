import { exampleShop } from '@facet/example-subgraphs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientRequests, sourceCalls } from './kit/source-calls.js';
import { type Shop, startShop } from './kit/start-shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ only: 'web' });
});
afterAll(() => shop.stop());
beforeEach(() => shop.sources.reset());

interface Listed {
  readonly node: { readonly sku: string; readonly price: unknown; readonly deliveryQuote: unknown };
}

test('fifty products with price, stock and delivery are one call each, and one REST call for each weight', async () => {
  const answer = await shop.ask(
    'web',
    `{
      products(first: 50) {
        edges { node { sku price { amount } availability { inStock } deliveryQuote(postcode: "10115") { cost { amount } } } }
      }
    }`,
  );
  expect(answer.errors).toBeUndefined();
  const nodes = answer.data.products.edges.map(({ node }: Listed) => node);
  expect(nodes).toHaveLength(50);
  const weights = new Map(exampleShop().catalogue.products.map(({ sku, weightGrams }) => [sku, weightGrams]));
  // The service quotes for a weight: two products of one weight are one question.
  const questions = new Set(nodes.map(({ sku }: { sku: string }) => weights.get(sku)));
  expect(sourceCalls(shop.sources)).toEqual({ products: 1, inventory: 1, pricing: 1, shipping: questions.size });
  expect(clientRequests(shop.sources.get('pricing'))).toMatchObject([{ operation: 'GetPriceList', itemCount: 50 }]);
  expect(clientRequests(shop.sources.get('inventory'))).toMatchObject([{ itemCount: 50 }]);
});

test('prices in two currencies are two SOAP calls', async () => {
  const answer = await shop.ask(
    'web',
    '{ products(first: 10) { edges { node { euro: price { currency } pound: price(currency: GBP) { currency } } } } }',
  );
  expect(answer.errors).toBeUndefined();
  expect(sourceCalls(shop.sources)).toEqual({ products: 1, pricing: 2 });
  expect(answer.data.products.edges[0].node).toEqual({ euro: { currency: 'EUR' }, pound: { currency: 'GBP' } });
});

test('an entity that stands in many places of an answer is fetched once', async () => {
  const answer = await shop.ask(
    'web',
    '{ products(first: 40) { edges { node { recommendations(first: 6) { sku rating { count } } } } } }',
  );
  expect(answer.errors).toBeUndefined();
  const skus = answer.data.products.edges.flatMap(({ node }: { node: { recommendations: { sku: string }[] } }) =>
    node.recommendations.map(({ sku }) => sku),
  );
  const distinct = new Set(skus).size;
  expect(distinct).toBeLessThan(skus.length);
  expect(clientRequests(shop.sources.get('reviews'))).toMatchObject([{ itemCount: distinct }]);
});
