import type { Identify } from '../server/caller.js';
import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { type TrustedGateway, trustGateway } from '../server/trust-gateway.js';
import { exampleShop } from '../shop-data/shop.js';
import { createOrderBook } from './order-book.js';
import { createOrdersContext, createOrdersResolvers } from './resolvers.js';

/** Options of `startOrders`. */
export interface OrdersOptions extends SourceOptions {
  /** The gateway whose tokens say who a request is from; all others are refused. Default: the example's. */
  readonly gateway?: TrustedGateway | undefined;
  /** Believes this instead, and refuses nobody: for tests of the source alone. */
  readonly identify?: Identify | undefined;
}

/**
 * Starts the orders: GraphQL at `/graphql`, with the `placeOrder` mutation. Placed orders live as long as the process.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startOrders(options: OrdersOptions = {}): Promise<RunningSource> {
  const { catalogue, orders, users } = exampleShop();
  const customerIds = new Set(users.map(({ id }) => id));
  const skus = new Set(catalogue.products.map(({ sku }) => sku));
  const book = createOrderBook(orders);
  return startSourceServer(
    {
      name: 'orders',
      fixedPort: fixedPortOf('orders'),
      path: '/graphql',
      register: (server, tools) =>
        registerGraphql(server, tools, {
          name: 'orders',
          resolvers: createOrdersResolvers(book, {
            isCustomer: (id) => customerIds.has(id),
            isSold: (sku) => skus.has(sku),
          }),
          ...(options.identify === undefined
            ? trustGateway('orders', options.gateway)
            : { identify: options.identify }),
          createContext: createOrdersContext(book),
        }),
    },
    options,
  );
}
