import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { uncountedSku } from '../shop-data/stock.js';
import { askEntities } from '../test-kit/ask-graphql.js';
import { startInventory } from './start-inventory.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startInventory({ port: 0 });
});
afterAll(() => source.stop());

describe('startInventory()', () => {
  it('adds up the warehouses, and answers null where stock is not known', async () => {
    const soldOut = [...exampleShop().stock].find(([, { restockDate }]) => restockDate !== null);
    const answer = await askEntities(
      source.url,
      '... on Product { sku availability { inStock quantity restockDate byWarehouse { warehouse quantity } } }',
      ['FX-10001', soldOut?.[0], uncountedSku, 'FX-1'].map((sku) => ({ __typename: 'Product', sku })),
    );
    const nothing = ['Hamburg', 'Rotterdam', 'Leeds'].map((warehouse) => ({ warehouse, quantity: 0 }));
    expect(answer).toEqual({
      data: {
        _entities: [
          {
            sku: 'FX-10001',
            availability: {
              inStock: true,
              quantity: 131,
              restockDate: null,
              byWarehouse: [
                { warehouse: 'Hamburg', quantity: 54 },
                { warehouse: 'Rotterdam', quantity: 25 },
                { warehouse: 'Leeds', quantity: 52 },
              ],
            },
          },
          {
            sku: soldOut?.[0],
            availability: { inStock: false, quantity: 0, restockDate: soldOut?.[1].restockDate, byWarehouse: nothing },
          },
          { sku: uncountedSku, availability: null },
          { sku: 'FX-1', availability: null },
        ],
      },
    });
  });
});
