import type DataLoader from 'dataloader';
import { createBatchLoader } from '../server/batch-loader.js';
import { pageSize } from '../server/connection.js';
import type { Order } from '../shop-data/types.js';
import type { OrderBook } from './order-book.js';
import { type OrderRules, type PlaceOrderInput, problemsOf } from './place-order.js';

/** What one request needs for itself. */
export interface OrdersContext {
  readonly orders: DataLoader<string, Order | null>;
  readonly byCustomer: DataLoader<string, readonly Order[] | null>;
}

/** Makes the loaders of one request. */
export function createOrdersContext(book: OrderBook): () => OrdersContext {
  return () => ({
    orders: createBatchLoader((ids) => readEach(ids, (id) => book.get(id))),
    byCustomer: createBatchLoader((ids) => readEach(ids, (id) => book.ofCustomer(id))),
  });
}

/** Resolvers of `orders/schema.graphql`. */
export function createOrdersResolvers(book: OrderBook, rules: OrderRules) {
  return {
    Query: {
      order: (_: unknown, { id }: { id: string }, context: OrdersContext) => context.orders.load(id),
    },
    Mutation: {
      placeOrder(_: unknown, { input }: { input: PlaceOrderInput }) {
        const problems = problemsOf(input, rules);
        return { order: problems.length === 0 ? book.place(input) : null, problems };
      },
    },
    Order: {
      __resolveReference: ({ id }: { id: string }, context: OrdersContext) => context.orders.load(id),
      customer: ({ customerId }: Order) => ({ id: customerId }),
      shipment: ({ trackingNumber }: Order) => (trackingNumber === null ? null : { trackingNumber }),
    },
    OrderLine: {
      product: ({ sku }: { sku: string }) => ({ sku }),
    },
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      orders: async ({ id }: { id: string }, { first }: { first: number }, context: OrdersContext) =>
        ((await context.byCustomer.load(id)) ?? []).slice(0, pageSize(first)),
    },
  };
}

function readEach<T>(keys: readonly string[], read: (key: string) => T | undefined): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const key of keys) {
    const value = read(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
