import type { Catalogue } from './catalogue.js';
import { addDays, seedDate } from './dates.js';
import { createRandom } from './random.js';
import type { Order, User } from './types.js';

const orderCount = 150;

/** Ids count up from the one after this. */
const orderIdBase = 1000;

/** Days after which a seeded order has left, and has arrived. */
const shippedAfterDays = 2;
const deliveredAfterDays = 6;

/** Builds the orders `order-1001` to `order-1150`, oldest first; the same on every run. */
export function buildOrders({ products }: Catalogue, users: readonly User[]): readonly Order[] {
  return Array.from({ length: orderCount }, (_, index) => {
    const number = orderIdBase + 1 + index;
    const random = createRandom(`order:${number}`);
    // The last twenty are a day apart or less, so that there are some of every status.
    const ageDays = Math.max(0, Math.floor((orderCount - 1 - index) / (index < orderCount - 20 ? 1 : 2)));
    const status = statusAfter(ageDays);
    return {
      id: `order-${number}`,
      customerId: random.pick(users).id,
      status,
      placedOn: addDays(seedDate, -ageDays),
      lines: random
        .sample(products, random.integer(1, 4))
        .map(({ sku }) => ({ sku, quantity: random.chance(0.75) ? 1 : random.integer(2, 4) })),
      trackingNumber: status === 'PLACED' ? null : `FXT${random.integer(100, 999)}${number}`,
    };
  });
}

function statusAfter(ageDays: number): Order['status'] {
  if (ageDays >= deliveredAfterDays) return 'DELIVERED';
  return ageDays >= shippedAfterDays ? 'SHIPPED' : 'PLACED';
}
