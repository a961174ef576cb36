import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';
import { createReviewsContext, reviewsResolvers } from './resolvers.js';

/**
 * Starts what customers say: GraphQL at `/graphql`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startReviews(options: SourceOptions = {}): Promise<RunningSource> {
  return startSourceServer(
    {
      name: 'reviews',
      fixedPort: fixedPortOf('reviews'),
      path: '/graphql',
      register: (server, tools) =>
        registerGraphql(server, tools, {
          name: 'reviews',
          resolvers: reviewsResolvers,
          createContext: createReviewsContext(exampleShop().reviews),
        }),
    },
    options,
  );
}
