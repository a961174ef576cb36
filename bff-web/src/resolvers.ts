import { availabilityLabel } from './availability-label.js';
import { breadcrumbs } from './breadcrumbs.js';
import { comparison } from './comparison.js';
import { comparisonFacts } from './comparison-facts.js';
import { deliveryPromise } from './delivery-promise.js';
import type {
  DeliveryQuote,
  DeliveryQuoteResolvers,
  Product,
  ProductResolvers,
  QueryResolvers,
} from './generated/resolvers.js';
import { pictures } from './pictures.js';
import { priceLabel } from './price-label.js';

/**
 * The resolvers of the web client graph's own subgraph (`schema.graphql`): presentation only, no I/O.
 *
 * The parent of an entity's field is its representation: the key, and what the field `@requires`.
 */
export const resolvers = {
  Query: {
    // The key alone: whether there is such a product, its own source says.
    productPage: (_query, { sku }) => ({ product: { sku } }),
    compare: (_query, args) => comparison(args),
  } satisfies QueryResolvers<unknown>,
  Product: {
    availabilityLabel,
    breadcrumbs,
    comparisonFacts,
    pictures,
    priceLabel,
  } satisfies ProductResolvers<unknown, Product>,
  DeliveryQuote: { promise: deliveryPromise } satisfies DeliveryQuoteResolvers<unknown, DeliveryQuote>,
};
