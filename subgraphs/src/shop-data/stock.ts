import type { Catalogue } from './catalogue.js';
import { addDays, seedDate } from './dates.js';
import { createRandom } from './random.js';
import type { Stock } from './types.js';

const warehouses = ['Hamburg', 'Rotterdam', 'Leeds'] as const;

/** Of each hundred products, so many are sold out. */
const soldOutPercent = 12;

/** A product that the warehouses never counted: its stock is not known. */
export const uncountedSku = 'FX-10247';

/** Builds the stock of every product but `uncountedSku`, by SKU; the same on every run. */
export function buildStock({ products }: Catalogue): ReadonlyMap<string, Stock> {
  const counted = products.filter(({ sku }) => sku !== uncountedSku);
  return new Map(counted.map(({ sku }) => [sku, stockOf(sku)]));
}

function stockOf(sku: string): Stock {
  const random = createRandom(`stock:${sku}`);
  if (random.chance(soldOutPercent / 100)) {
    // For one in four of them nobody knows when there will be more.
    const restockDate = random.chance(0.25) ? null : addDays(seedDate, random.integer(4, 60));
    return { byWarehouse: warehouses.map((warehouse) => ({ warehouse, quantity: 0 })), restockDate };
  }
  const stocked = new Set(random.sample(warehouses, random.integer(1, warehouses.length)));
  const byWarehouse = warehouses.map((warehouse) => ({
    warehouse,
    quantity: stocked.has(warehouse) ? random.integer(1, 80) : 0,
  }));
  return { byWarehouse, restockDate: null };
}
