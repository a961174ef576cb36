import type { Product } from '../shop-data/types.js';

/** `ProductFilter` of the schema; every part that is given must hold. */
export interface ProductFilter {
  readonly categoryId?: string | null;
  readonly brands?: readonly string[] | null;
  readonly search?: string | null;
  readonly skus?: readonly string[] | null;
}

/** `ProductSort` of the schema. */
export type ProductSort = 'NAME' | 'NEWEST' | 'WEIGHT';

/**
 * Finds products of the catalogue.
 *
 * @param products All products.
 * @param filter What must hold. Null and absent parts hold always. With `skus` the answer is in their order, whatever
 *   `sort` says; a SKU that is named twice is answered once.
 * @param sort NAME: by name; NEWEST: latest first; WEIGHT: lightest first. Equals are in the order of their SKUs.
 */
export function findProducts(
  products: readonly Product[],
  filter: ProductFilter,
  sort: ProductSort,
): readonly Product[] {
  const matching = products.filter((product) => matches(product, filter));
  if (!filter.skus) return matching.sort(comparators[sort]);
  const position = new Map([...new Set(filter.skus)].map((sku, index) => [sku, index]));
  return matching
    .filter(({ sku }) => position.has(sku))
    .sort((one, other) => (position.get(one.sku) ?? 0) - (position.get(other.sku) ?? 0));
}

function matches(product: Product, { categoryId, brands, search }: ProductFilter): boolean {
  if (categoryId != null && product.categoryId !== categoryId) return false;
  if (brands != null && !brands.includes(product.brand)) return false;
  if (search == null) return true;
  const text = `${product.name}\n${product.description}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const comparators: Readonly<Record<ProductSort, (one: Product, other: Product) => number>> = {
  NAME: (one, other) => one.name.localeCompare(other.name, 'en') || bySku(one, other),
  NEWEST: (one, other) => other.listedOn.localeCompare(one.listedOn) || bySku(one, other),
  WEIGHT: (one, other) => one.weightGrams - other.weightGrams || bySku(one, other),
};

function bySku(one: Product, other: Product): number {
  return one.sku.localeCompare(other.sku);
}
