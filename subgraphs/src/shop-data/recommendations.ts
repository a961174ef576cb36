import type { Catalogue } from './catalogue.js';
import { createRandom } from './random.js';
import type { Product } from './types.js';

/** How many are known for each product, and how many are trending. */
const listLength = 24;

/** SKUs that go with a product, and those that sell best. */
export interface Recommendations {
  /** By SKU: others, best first. */
  readonly similar: ReadonlyMap<string, readonly string[]>;
  /** Best first. */
  readonly trending: readonly string[];
}

/**
 * Builds recommendations; the same on every run.
 *
 * Others of the same department come first, those of the same brand before them, what is the same but for size or colour
 * last of these: who looks at a tent does not want a second one. O(products²), 90,000 scores for 300 products.
 */
export function buildRecommendations({ products }: Catalogue): Recommendations {
  const similar = new Map(products.map((product) => [product.sku, similarTo(product, products)]));
  const trending = ranked(products, ({ sku }) => createRandom(`trending:${sku}`).next());
  return { similar, trending };
}

function similarTo(product: Product, products: readonly Product[]): readonly string[] {
  const others = products.filter((other) => other !== product);
  return ranked(others, (other) => affinity(product, other));
}

function affinity(product: Product, other: Product): number {
  const sameDepartment = other.categoryId === product.categoryId ? 4 : 0;
  const sameBrand = other.brand === product.brand ? 2 : 0;
  const sameKind = other.noun === product.noun ? -1.5 : 0;
  return sameDepartment + sameBrand + sameKind + createRandom(`${product.sku}:${other.sku}`).next();
}

/** SKUs of the products with the highest scores, highest first. */
function ranked(products: readonly Product[], scoreOf: (product: Product) => number): readonly string[] {
  return products
    .map((product) => ({ sku: product.sku, score: scoreOf(product) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, listLength)
    .map(({ sku }) => sku);
}
