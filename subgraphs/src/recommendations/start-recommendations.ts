import type DataLoader from 'dataloader';
import { createBatchLoader, pickKeys } from '../server/batch-loader.js';
import { pageSize } from '../server/connection.js';
import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';

/** What one request needs for itself. */
interface RecommendationsContext {
  /** SKUs that go with a SKU, best first. */
  readonly similar: DataLoader<string, readonly string[] | null>;
}

/**
 * Starts what goes with what, and what sells best: GraphQL at `/graphql`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startRecommendations(options: SourceOptions = {}): Promise<RunningSource> {
  const { similar, trending } = exampleShop().recommendations;
  return startSourceServer(
    {
      name: 'recommendations',
      fixedPort: fixedPortOf('recommendations'),
      path: '/graphql',
      register: (server, tools) =>
        registerGraphql<RecommendationsContext>(server, tools, {
          name: 'recommendations',
          resolvers: createResolvers(trending),
          createContext: () => ({ similar: createBatchLoader((skus) => pickKeys(similar, skus)) }),
        }),
    },
    options,
  );
}

function createResolvers(trending: readonly string[]) {
  return {
    Query: {
      trending: (_: unknown, { first }: { first: number }) => firstProducts(trending, first),
    },
    Product: {
      __resolveReference: ({ sku }: { sku: string }) => ({ sku }),
      recommendations: async (
        { sku }: { sku: string },
        { first }: { first: number },
        context: RecommendationsContext,
      ) => firstProducts((await context.similar.load(sku)) ?? [], first),
    },
  };
}

function firstProducts(skus: readonly string[], first: number): { sku: string }[] {
  return skus.slice(0, pageSize(first)).map((sku) => ({ sku }));
}
