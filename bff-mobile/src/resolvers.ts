import { availabilityLabel } from './availability-label.js';
import { deliveryPromise } from './delivery-promise.js';
import type {
  DeliveryQuote,
  DeliveryQuoteResolvers,
  Product,
  ProductResolvers,
  QueryResolvers,
} from './generated/resolvers.js';
import { priceLabel } from './price-label.js';
import { thumbnail } from './thumbnail.js';

/**
 * The resolvers of the mobile client graph's own subgraph (`schema.graphql`): presentation only, no I/O.
 *
 * The parent of an entity's field is its representation: the key, and what the field `@requires`.
 */
export const resolvers = {
  Query: {
    // The key alone: whether there is such a product, its own source says.
    productScreen: (_query, { sku }) => ({ product: { sku } }),
  } satisfies QueryResolvers<unknown>,
  Product: { thumbnail, priceLabel, availabilityLabel } satisfies ProductResolvers<unknown, Product>,
  DeliveryQuote: { promise: deliveryPromise } satisfies DeliveryQuoteResolvers<unknown, DeliveryQuote>,
};
