import { GraphQLError } from 'graphql';
import type { QueryCompareArgs } from './generated/resolvers.js';

/** More columns than this cannot be read side by side. */
const maxCompared = 4;

/**
 * The products to lay side by side, in the order asked for.
 *
 * @param args.skus 1 to 4; the same SKU twice makes two columns.
 * @throws {GraphQLError} BAD_USER_INPUT when there are none or more than 4.
 */
export function comparison({ skus }: QueryCompareArgs): { products: { sku: string }[] } {
  if (skus.length === 0 || skus.length > maxCompared) {
    throw new GraphQLError(`Cannot compare ${skus.length} products: ask for 1 to ${maxCompared} SKUs`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  return { products: skus.map((sku) => ({ sku })) };
}
