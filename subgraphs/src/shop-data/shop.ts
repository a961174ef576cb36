import { buildCatalogue, type Catalogue } from './catalogue.js';
import { buildOrders } from './orders.js';
import { buildPrices } from './prices.js';
import { buildRecommendations, type Recommendations } from './recommendations.js';
import { buildReviews } from './reviews.js';
import { buildStock } from './stock.js';
import type { Order, Review, ShopPrice, Stock, User } from './types.js';
import { buildUsers } from './users.js';

/** The whole of the example's data. Nobody changes it: a source that takes in something new keeps it itself. */
export interface Shop {
  readonly catalogue: Catalogue;
  readonly users: readonly User[];
  readonly reviews: readonly Review[];
  /** By SKU. */
  readonly stock: ReadonlyMap<string, Stock>;
  readonly orders: readonly Order[];
  readonly recommendations: Recommendations;
  /** By SKU. */
  readonly prices: ReadonlyMap<string, ShopPrice>;
}

let shop: Shop | undefined;

/** The example's data: built at the first call, in some 50 ms, and kept; equal in every process and on every run. */
export function exampleShop(): Shop {
  shop ??= buildShop();
  return shop;
}

/** Builds the example's data anew. */
export function buildShop(): Shop {
  const catalogue = buildCatalogue();
  const users = buildUsers();
  return {
    catalogue,
    users,
    reviews: buildReviews(catalogue, users),
    stock: buildStock(catalogue),
    orders: buildOrders(catalogue, users),
    recommendations: buildRecommendations(catalogue),
    prices: buildPrices(catalogue),
  };
}
