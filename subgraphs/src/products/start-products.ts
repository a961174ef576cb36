import { fixedPortOf } from '../server/fixed-ports.js';
import { registerGraphql } from '../server/graphql-server.js';
import type { RunningSource, SourceOptions } from '../server/running-source.js';
import { startSourceServer } from '../server/source-server.js';
import { exampleShop } from '../shop-data/shop.js';
import { registerPictures } from './pictures.js';
import { createProductsContext, createProductsResolvers } from './resolvers.js';

/** Options of `startProducts`. */
export interface ProductsOptions extends SourceOptions {
  /**
   * Scheme, host and port under which browsers reach this source, for `imageUrl`; no slash at the end.
   * Default: the address it listens on.
   */
  readonly publicUrl?: string | undefined;
}

/**
 * Starts the catalogue: GraphQL at `/graphql`, pictures at `/images/<sku>.svg?width=N`.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export function startProducts(options: ProductsOptions = {}): Promise<RunningSource> {
  const { catalogue } = exampleShop();
  return startSourceServer(
    {
      name: 'products',
      fixedPort: fixedPortOf('products'),
      path: '/graphql',
      async register(server, tools) {
        const imageUrlOf = (sku: string) => `${options.publicUrl ?? tools.origin()}/images/${sku}.svg`;
        registerPictures(server, catalogue);
        await registerGraphql(server, tools, {
          name: 'products',
          resolvers: createProductsResolvers(catalogue, imageUrlOf),
          createContext: createProductsContext(catalogue),
        });
      },
    },
    options,
  );
}
