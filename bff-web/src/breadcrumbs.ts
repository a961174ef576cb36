import type { Breadcrumb, Product } from './generated/resolvers.js';

/** Where a product stands in the shop, outermost first: the catalogue, its category, itself. */
export function breadcrumbs({ sku, name, category }: Pick<Product, 'sku' | 'name' | 'category'>): Breadcrumb[] {
  return [
    { label: 'All products', href: '/' },
    { label: category.name, href: `/?category=${encodeURIComponent(category.id)}` },
    { label: name, href: `/products/${encodeURIComponent(sku)}` },
  ];
}
