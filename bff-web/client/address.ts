import type { ProductSort } from './generated/operations.js';

/** What the storefront shows, as its address says. */
export type View =
  | { readonly kind: 'catalogue'; readonly category: string; readonly search: string; readonly sort: ProductSort }
  | { readonly kind: 'product'; readonly sku: string }
  | { readonly kind: 'compare'; readonly skus: readonly string[] }
  | { readonly kind: 'orders' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'unknown' };

/** The catalogue's orders by the text a reader chooses from; the first is the usual one. */
export const sortLabels: ReadonlyMap<ProductSort, string> = new Map([
  ['NAME', 'Name'],
  ['NEWEST', 'Newest first'],
  ['WEIGHT', 'Lightest first'],
]);

/** Reads an address of the storefront; an order that is none falls back to the usual one. */
export function viewAt({ pathname, searchParams }: URL): View {
  if (pathname === '/') {
    const sort = [...sortLabels.keys()].find((name) => name === searchParams.get('sort')) ?? 'NAME';
    const search = (searchParams.get('search') ?? '').trim();
    return { kind: 'catalogue', category: searchParams.get('category') ?? '', search, sort };
  }
  const sku = skuOf(pathname);
  if (sku !== undefined) {
    return { kind: 'product', sku };
  }
  switch (pathname) {
    case '/compare':
      return { kind: 'compare', skus: searchParams.getAll('sku') };
    case '/orders':
      return { kind: 'orders' };
    case '/signed-in':
      return { kind: 'signed-in' };
    default:
      return { kind: 'unknown' };
  }
}

/** The SKU of a path such as `/products/FX-10001`; nothing when it is another path, or badly escaped. */
function skuOf(pathname: string): string | undefined {
  const escaped = /^\/products\/([^/]+)$/.exec(pathname)?.[1];
  try {
    return escaped === undefined ? undefined : decodeURIComponent(escaped);
  } catch {
    // A path that was typed by hand and names no product.
    return undefined;
  }
}

/** The address of a product's page. */
export function productHref(sku: string): string {
  return `/products/${encodeURIComponent(sku)}`;
}

/** The address of a comparison. */
export function compareHref(skus: readonly string[]): string {
  return `/compare?${new URLSearchParams(skus.map((sku) => ['sku', sku]))}`;
}

/** The address of the catalogue, with only what differs from the usual. */
export function catalogueHref({ category = '', search = '', sort = 'NAME' as ProductSort }): string {
  const parts = Object.entries({ category, search, sort: sort === 'NAME' ? '' : sort }).filter(([, value]) => value);
  return parts.length === 0 ? '/' : `/?${new URLSearchParams(parts)}`;
}
