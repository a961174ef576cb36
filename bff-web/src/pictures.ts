import { type ScaledPicture, scaledPicture } from '@facet/bff-kit/scaled-picture';
import { GraphQLError } from 'graphql';
import type { Product, ProductPicturesArgs } from './generated/resolvers.js';

/** What the picture server draws at most, and enough for a full-width picture, in pixels. */
const maxWidth = 2000;

/** A `srcset` needs a handful; more only makes answers longer. */
const maxPictures = 8;

/**
 * The product's picture in several widths, in the order asked for.
 *
 * @param args.widths In pixels, 1 to 8 of them, each 16 to 2000.
 * @throws {GraphQLError} BAD_USER_INPUT when there are too few or too many widths, or one is out of bounds.
 */
export function pictures(
  product: Pick<Product, 'imageUrl'>,
  { widths }: Required<ProductPicturesArgs>,
): ScaledPicture[] {
  if (widths.length === 0 || widths.length > maxPictures) {
    throw new GraphQLError(`Cannot make ${widths.length} pictures: ask for 1 to ${maxPictures} widths`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  return widths.map((width) => scaledPicture(product.imageUrl, { width, maxWidth }));
}
