import { expect, test } from 'vitest';
import { breadcrumbs } from './breadcrumbs.js';

test('breadcrumbs() leads from the catalogue over the category to the product', () => {
  expect(breadcrumbs({ sku: 'FX-1', name: 'Ridge tent', category: { id: 'tents', name: 'Tents' } })).toEqual([
    { label: 'All products', href: '/' },
    { label: 'Tents', href: '/?category=tents' },
    { label: 'Ridge tent', href: '/products/FX-1' },
  ]);
});

test('breadcrumbs() escapes what would break out of a path', () => {
  const crumbs = breadcrumbs({ sku: 'a/b?c', name: 'X', category: { id: 'a&b=c', name: 'Y' } });
  expect(crumbs.map(({ href }) => href)).toEqual(['/', '/?category=a%26b%3Dc', '/products/a%2Fb%3Fc']);
});
