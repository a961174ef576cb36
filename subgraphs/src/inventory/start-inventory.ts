import { pickKeys } from '../server/batch-loader.js';
import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';
import { createInventoryContext, inventoryResolvers } from './resolvers.js';

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
        registerGraphql(server, tools, {
          name: 'inventory',
          resolvers: inventoryResolvers,
          createContext: createInventoryContext((skus) => pickKeys(stock, skus)),
        }),
    },
    options,
  );
}
