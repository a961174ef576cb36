import type { Catalogue } from './catalogue.js';
import { addDays, seedDate } from './dates.js';
import { createRandom } from './random.js';
import type { Product, ShopPrice } from './types.js';

/** A product that the pricing service does not know: it is in the catalogue, and has no price. */
export const unpricedSku = 'FX-10113';

/** Of each hundred products, so many are reduced. */
const reducedPercent = 18;

/** Builds the price of every product but `unpricedSku`, by SKU; the same on every run. */
export function buildPrices({ products }: Catalogue): ReadonlyMap<string, ShopPrice> {
  const priced = products.filter(({ sku }) => sku !== unpricedSku);
  return new Map(priced.map((product) => [product.sku, priceOf(product)]));
}

function priceOf({ sku, listPriceCents }: Product): ShopPrice {
  const random = createRandom(`price:${sku}`);
  const validUntil = random.chance(0.4) ? addDays(seedDate, random.integer(7, 90)) : null;
  if (!random.chance(reducedPercent / 100)) return { amountCents: listPriceCents, listAmountCents: null, validUntil };
  const reduced = Math.round((listPriceCents * (1 - random.pick([0.1, 0.15, 0.2, 0.3]))) / 100) * 100 - 5;
  return { amountCents: reduced, listAmountCents: listPriceCents, validUntil };
}
