import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, type GraphqlAnswer } from '../test-kit/ask-graphql.js';
import { startReviews } from './start-reviews.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startReviews({ port: 0 });
});
afterAll(() => source.stop());

const { reviews, catalogue } = exampleShop();
const ofTent = reviews.filter(({ sku }) => sku === 'FX-10001');

interface EntitiesWithReviews {
  readonly _entities: readonly {
    readonly reviews: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  }[];
}

function idsOf(answer: GraphqlAnswer): string[] | undefined {
  return (answer.data as EntitiesWithReviews)._entities[0]?.reviews.edges.map(({ node }) => node.id);
}

describe('startReviews()', () => {
  it('answers the rating and a page of reviews with references to author and product', async () => {
    const answer = await askEntities(
      source.url,
      '... on Product { rating { average count } reviews(first: 1) { totalCount pageInfo { hasNextPage } edges { node { id stars title body writtenOn author { id } product { sku } } } } }',
      [{ __typename: 'Product', sku: 'FX-10001' }],
    );
    const { id, stars, title, body, writtenOn, authorId, sku } = ofTent[0] ?? expect.fail('FX-10001 has reviews');
    const average = ofTent.reduce((sum, review) => sum + review.stars, 0) / ofTent.length;
    expect(answer).toEqual({
      data: {
        _entities: [
          {
            rating: { average: Math.round(average * 10) / 10, count: ofTent.length },
            reviews: {
              totalCount: ofTent.length,
              pageInfo: { hasNextPage: true },
              edges: [{ node: { id, stars, title, body, writtenOn, author: { id: authorId }, product: { sku } } }],
            },
          },
        ],
      },
    });
  });

  it('answers a null rating and an empty page for a product that nobody reviewed', async () => {
    const reviewed = new Set(reviews.map(({ sku }) => sku));
    const unreviewed = catalogue.products.find(({ sku }) => !reviewed.has(sku));
    const answer = await askEntities(source.url, '... on Product { rating { count } reviews { totalCount } }', [
      { __typename: 'Product', sku: unreviewed?.sku },
    ]);
    expect(answer).toEqual({ data: { _entities: [{ rating: null, reviews: { totalCount: 0 } }] } });
  });

  it('answers what a user wrote, newest first, and a review by its id', async () => {
    const written = reviews.filter(({ authorId }) => authorId === 'user-1');
    const answer = await askEntities(source.url, '... on User { reviews(first: 100) { edges { node { id } } } }', [
      { __typename: 'User', id: 'user-1' },
    ]);
    const newestFirst = written.toSorted((one, other) => other.writtenOn.localeCompare(one.writtenOn));
    expect(idsOf(answer)).toEqual(newestFirst.map(({ id }) => id));
    const one = await askEntities(source.url, '... on Review { title }', [{ __typename: 'Review', id: 'review-1' }]);
    expect(one).toEqual({ data: { _entities: [{ title: reviews[0]?.title }] } });
  });
});
