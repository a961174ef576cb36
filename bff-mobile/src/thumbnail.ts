import { type ScaledPicture, scaledPicture } from '@facet/bff-kit/scaled-picture';
import type { Product, ProductThumbnailArgs } from './generated/resolvers.js';

/** Twice the width of a large phone, in pixels: a phone never needs more. */
const maxWidth = 1024;

/**
 * The product's picture, scaled for the phone.
 *
 * @param args.width In pixels, 16 to 1024.
 * @throws {GraphQLError} BAD_USER_INPUT when the width is out of bounds.
 */
export function thumbnail(product: Pick<Product, 'imageUrl'>, args: ProductThumbnailArgs): ScaledPicture {
  return scaledPicture(product.imageUrl, { width: args.width, maxWidth });
}
