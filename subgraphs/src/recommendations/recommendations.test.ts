import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { startRecommendations } from './start-recommendations.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startRecommendations({ port: 0 });
});
afterAll(() => source.stop());

const { similar, trending } = exampleShop().recommendations;

describe('startRecommendations()', () => {
  it('answers what is trending, and what goes with it', async () => {
    const answer = await askGraphql(source.url, '{ trending(first: 1) { sku recommendations(first: 2) { sku } } }');
    const [sku = ''] = trending;
    const recommendations = similar
      .get(sku)
      ?.slice(0, 2)
      .map((other) => ({ sku: other }));
    expect(answer).toEqual({ data: { trending: [{ sku, recommendations }] } });
  });

  it('answers nothing for a product it does not know, and refuses a negative number', async () => {
    const answer = await askEntities(source.url, '... on Product { recommendations { sku } } ', [
      { __typename: 'Product', sku: 'FX-1' },
    ]);
    expect(answer).toEqual({ data: { _entities: [{ recommendations: [] }] } });
    const refused = await askGraphql(source.url, '{ trending(first: -1) { sku } }');
    expect(refused.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
