import type DataLoader from 'dataloader';
import { createBatchLoader, pickKeys } from '../server/batch-loader.js';
import { connectionOf, type PageArguments } from '../server/connection.js';
import { groupBy, indexBy } from '../shop-data/group-by.js';
import type { Review } from '../shop-data/types.js';

/** What one request needs for itself. Lists are newest first. */
export interface ReviewsContext {
  readonly reviews: DataLoader<string, Review | null>;
  readonly bySku: DataLoader<string, readonly Review[] | null>;
  readonly byAuthor: DataLoader<string, readonly Review[] | null>;
}

/** Makes the loaders of one request. */
export function createReviewsContext(reviews: readonly Review[]): () => ReviewsContext {
  const newestFirst = [...reviews].sort((one, other) => other.writtenOn.localeCompare(one.writtenOn));
  const reviewById = indexBy(reviews, ({ id }) => id);
  const reviewsBySku = groupBy(newestFirst, ({ sku }) => sku);
  const reviewsByAuthor = groupBy(newestFirst, ({ authorId }) => authorId);
  return () => ({
    reviews: createBatchLoader((ids) => pickKeys(reviewById, ids)),
    bySku: createBatchLoader((skus) => pickKeys(reviewsBySku, skus)),
    byAuthor: createBatchLoader((ids) => pickKeys(reviewsByAuthor, ids)),
  });
}

/** Resolvers of `reviews/schema.graphql`. */
export const reviewsResolvers = {
  Product: {
    __resolveReference: ({ sku }: { sku: string }) => ({ sku }),
    rating: async ({ sku }: { sku: string }, _: unknown, context: ReviewsContext) =>
      ratingOf((await context.bySku.load(sku)) ?? []),
    reviews: async ({ sku }: { sku: string }, page: PageArguments, context: ReviewsContext) =>
      connectionOf((await context.bySku.load(sku)) ?? [], page, ({ id }) => id),
  },
  User: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    reviews: async ({ id }: { id: string }, page: PageArguments, context: ReviewsContext) =>
      connectionOf((await context.byAuthor.load(id)) ?? [], page, (review) => review.id),
  },
  Review: {
    __resolveReference: ({ id }: { id: string }, context: ReviewsContext) => context.reviews.load(id),
    author: ({ authorId }: Review) => ({ id: authorId }),
    product: ({ sku }: Review) => ({ sku }),
  },
};

/** Null when nobody has reviewed it. */
function ratingOf(reviews: readonly Review[]): { average: number; count: number } | null {
  if (reviews.length === 0) return null;
  const sum = reviews.reduce((total, { stars }) => total + stars, 0);
  return { average: Math.round((sum / reviews.length) * 10) / 10, count: reviews.length };
}
