import { type KeptSources, type KeptSourcesOptions, startKeptSources } from './kept-sources.test-kit.js';
import { type ShopSources, startShopSources } from './shop-sources.test-kit.js';

/** The shop behind a client graph that keeps what `products` answers. */
export interface KeptShop extends ShopSources, Omit<KeptSources, 'stop'> {
  /** The time that the cache goes by. */
  readonly clock: { nowMs: number };
  /** Ids that `products` was asked for, one list for each fetch. */
  asked(): readonly (readonly unknown[])[];
}

const started: KeptSources[] = [];

/** @param cache Of `products`; entities are kept unless it says otherwise. */
export async function startKeptShop(
  cache: KeptSourcesOptions['cache'][string] = {},
  options: Partial<KeptSourcesOptions> = {},
): Promise<KeptShop> {
  const shop = await startShopSources();
  const { catalog, products } = shop;
  const clock = { nowMs: 1_700_000_000_000 };
  const graph = await startKeptSources({
    sources: { catalog, products },
    cache: { products: cache },
    now: () => clock.nowMs,
    random: () => 0,
    ...options,
  });
  started.push(graph);
  const asked = () =>
    products.seen.flatMap(({ representations }) =>
      representations === undefined ? [] : [representations.map(({ id }) => id)],
    );
  return { ...shop, ...graph, clock, asked };
}

/** Ends all that were started. */
export async function stopKeptShops(): Promise<void> {
  for (const graph of started.splice(0)) {
    await graph.stop();
  }
}
