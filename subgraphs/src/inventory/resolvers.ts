import type DataLoader from 'dataloader';
import { createBatchLoader } from '../server/batch-loader.js';
import type { Stock } from '../shop-data/types.js';

/** What one request needs for itself. */
export interface InventoryContext {
  readonly stock: DataLoader<string, Stock | null>;
}

/**
 * Makes the loaders of one request.
 *
 * @param readStock Reads the stock of many SKUs at once; those that are not known are absent from the answer.
 */
export function createInventoryContext(
  readStock: (skus: readonly string[]) => ReadonlyMap<string, Stock>,
): () => InventoryContext {
  return () => ({ stock: createBatchLoader(readStock) });
}

/** Resolvers of `inventory/schema.graphql`. */
export const inventoryResolvers = {
  Product: {
    __resolveReference: ({ sku }: { sku: string }) => ({ sku }),
    availability: ({ sku }: { sku: string }, _: unknown, context: InventoryContext) => context.stock.load(sku),
  },
  Availability: {
    inStock: (stock: Stock) => quantityOf(stock) > 0,
    quantity: quantityOf,
  },
};

function quantityOf({ byWarehouse }: Stock): number {
  return byWarehouse.reduce((sum, { quantity }) => sum + quantity, 0);
}
