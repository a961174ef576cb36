import type DataLoader from 'dataloader';
import { createBatchLoader } from '../server/batch-loader.js';
import { type Caller, maySeeOrdersOf } from '../server/caller.js';
import { pageSize } from '../server/connection.js';
import type { Order } from '../shop-data/types.js';
import type { OrderBook } from './order-book.js';
import { type OrderRules, type PlaceOrderInput, problemsOf } from './place-order.js';

/** What one request needs for itself. */
export interface OrdersContext {
  readonly caller: Caller;
  readonly orders: DataLoader<string, Order | null>;
  readonly byCustomer: DataLoader<string, readonly Order[] | null>;
}

/** Makes the loaders of one request. */
export function createOrdersContext(book: OrderBook): (caller: Caller) => OrdersContext {
  return (caller) => ({
    caller,
    orders: createBatchLoader((ids) => readEach(ids, (id) => book.get(id))),
    byCustomer: createBatchLoader((ids) => readEach(ids, (id) => book.ofCustomer(id))),
  });
}

/** Resolvers of `orders/schema.graphql`. */
export function createOrdersResolvers(book: OrderBook, rules: OrderRules) {
  return {
    Query: {
      order: (_: unknown, { id }: { id: string }, context: OrdersContext) => loadVisible(id, context),
    },
    Mutation: {
      placeOrder(_: unknown, { input }: { input: PlaceOrderInput }, { caller }: OrdersContext) {
        const request = { ...input, customerId: caller.subject ?? '' };
        const problems = problemsOf(request, rules);
        return { order: problems.length === 0 ? book.place(request) : null, problems };
      },
    },
    Order: {
      __resolveReference: ({ id }: { id: string }, context: OrdersContext) => loadVisible(id, context),
      customer: ({ customerId }: Order) => ({ id: customerId }),
      shipment: ({ trackingNumber }: Order) => (trackingNumber === null ? null : { trackingNumber }),
    },
    OrderLine: {
      product: ({ sku }: { sku: string }) => ({ sku }),
    },
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      orders: async ({ id }: { id: string }, { first }: { first: number }, context: OrdersContext) =>
        maySeeOrdersOf(context.caller, id)
          ? ((await context.byCustomer.load(id)) ?? []).slice(0, pageSize(first))
          : null,
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

/** The order, for those who may see it; to others it is as if there were none. */
async function loadVisible(id: string, { caller, orders }: OrdersContext): Promise<Order | null> {
  const order = await orders.load(id);
  return order && maySeeOrdersOf(caller, order.customerId) ? order : null;
}
