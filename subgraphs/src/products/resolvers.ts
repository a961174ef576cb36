import type DataLoader from 'dataloader';
import { createBatchLoader, pickKeys } from '../server/batch-loader.js';
import { connectionOf, type PageArguments } from '../server/connection.js';
import type { Catalogue } from '../shop-data/catalogue.js';
import { indexBy } from '../shop-data/group-by.js';
import type { Category, Product } from '../shop-data/types.js';
import { findProducts, type ProductFilter, type ProductSort } from './catalogue-query.js';

/** What one request needs for itself. */
export interface ProductsContext {
  readonly products: DataLoader<string, Product | null>;
  readonly categories: DataLoader<string, Category | null>;
}

interface ProductsArguments extends PageArguments {
  readonly filter?: ProductFilter | null;
  readonly sort: ProductSort;
}

/** Makes the loaders of one request. */
export function createProductsContext({ products, categories }: Catalogue): () => ProductsContext {
  const productBySku = indexBy(products, ({ sku }) => sku);
  const categoryById = indexBy(categories, ({ id }) => id);
  return () => ({
    products: createBatchLoader((skus) => pickKeys(productBySku, skus)),
    categories: createBatchLoader((ids) => pickKeys(categoryById, ids)),
  });
}

/**
 * Resolvers of `products/schema.graphql`.
 *
 * @param catalogue What is sold.
 * @param imageUrlOf Address of a product's picture.
 */
export function createProductsResolvers(catalogue: Catalogue, imageUrlOf: (sku: string) => string) {
  return {
    Query: {
      product: (_: unknown, { sku }: { sku: string }, context: ProductsContext) => context.products.load(sku),
      products: (_: unknown, args: ProductsArguments) =>
        connectionOf(findProducts(catalogue.products, args.filter ?? {}, args.sort), args, ({ sku }) => sku),
      categories: () => catalogue.categories,
    },
    Product: {
      __resolveReference: ({ sku }: { sku: string }, context: ProductsContext) => context.products.load(sku),
      category: ({ categoryId }: Product, _: unknown, context: ProductsContext) => context.categories.load(categoryId),
      imageUrl: ({ sku }: Product) => imageUrlOf(sku),
    },
    Category: {
      __resolveReference: ({ id }: { id: string }, context: ProductsContext) => context.categories.load(id),
    },
  };
}
