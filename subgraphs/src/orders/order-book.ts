import { seedDate } from '../shop-data/dates.js';
import { indexBy } from '../shop-data/group-by.js';
import type { Order } from '../shop-data/types.js';
import type { OrderRequest } from './place-order.js';

/** Orders that were placed since the start and are kept; the oldest go first. */
const maxPlacedOrders = 1000;

/** All orders: the example's own, and those placed since the start. */
export interface OrderBook {
  get(id: string): Order | undefined;
  /** A customer's orders, newest first. */
  ofCustomer(customerId: string): readonly Order[];
  /** Makes an order, or finds the one that the same customer made with the same key. */
  place(input: OrderRequest): Order;
}

/**
 * Creates the book of orders.
 *
 * It lives in memory and is bounded: after 1000 placed orders the oldest of them is forgotten, with its idempotency key.
 *
 * @param seeded The example's own orders, oldest first, with ids that end on ascending numbers.
 */
export function createOrderBook(seeded: readonly Order[]): OrderBook {
  const seededById = indexBy(seeded, ({ id }) => id);
  const placedById = new Map<string, Order>();
  const placedByKey = new Map<string, Order>();
  const firstNumber = Number(/\d+$/.exec(seeded.at(-1)?.id ?? '0')?.[0]) + 1;
  let placedCount = 0;
  return {
    get: (id) => placedById.get(id) ?? seededById.get(id),
    ofCustomer: (customerId) =>
      [...seeded, ...placedById.values()].filter((order) => order.customerId === customerId).reverse(),
    place({ customerId, idempotencyKey, lines }) {
      const key = JSON.stringify([customerId, idempotencyKey]);
      const known = placedByKey.get(key);
      if (known) return known;
      const order = newOrder(`order-${firstNumber + placedCount}`, customerId, lines);
      placedCount += 1;
      placedById.set(order.id, order);
      placedByKey.set(key, order);
      forgetOldest(placedById, maxPlacedOrders);
      forgetOldest(placedByKey, maxPlacedOrders);
      return order;
    },
  };
}

function newOrder(id: string, customerId: string, lines: Order['lines']): Order {
  // Like all dates of the example it comes from the seed, so that an answer is the same on any day.
  return { id, customerId, status: 'PLACED', placedOn: seedDate, lines, trackingNumber: null };
}

/** Maps keep the order of insertion, so the first key is the oldest. */
function forgetOldest(map: Map<string, Order>, maxSize: number): void {
  if (map.size <= maxSize) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
