import type DataLoader from 'dataloader';
import { createBatchLoader, pickKeys } from '../server/batch-loader.js';
import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';
import type { Stock } from '../shop-data/types.js';

/** What one request needs for itself. */
interface InventoryContext {
  readonly stock: DataLoader<string, Stock | null>;
}

/**
 * Starts the warehouses: GraphQL at `/graphql`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startInventory(options: SourceOptions = {}): Promise<RunningSource> {
  const { stock } = exampleShop();
  return startSourceServer(
    {
      name: 'inventory',
      fixedPort: fixedPortOf('inventory'),
      path: '/graphql',
      register: (server, tools) =>
        registerGraphql<InventoryContext>(server, tools, {
          name: 'inventory',
          resolvers,
          createContext: () => ({ stock: createBatchLoader((skus) => pickKeys(stock, skus)) }),
        }),
    },
    options,
  );
}

const resolvers = {
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
