import { expect, test } from 'vitest';
import { catalogueHref, compareHref, productHref, viewAt } from './address.js';

const at = (address: string) => viewAt(new URL(address, 'http://127.0.0.1:4080'));

test('viewAt() reads the catalogue with its filters, and the usual order when there is none', () => {
  expect(at('/')).toEqual({ kind: 'catalogue', category: '', search: '', sort: 'NAME' });
  expect(at('/?category=tents&search=+two+man+&sort=WEIGHT')).toEqual({
    kind: 'catalogue',
    category: 'tents',
    search: 'two man',
    sort: 'WEIGHT',
  });
  expect(at('/?sort=DROP')).toMatchObject({ sort: 'NAME' });
});

test('viewAt() reads the addresses that productHref() and compareHref() write', () => {
  expect(at(productHref('a/b c'))).toEqual({ kind: 'product', sku: 'a/b c' });
  expect(at(compareHref(['a&b', 'c']))).toEqual({ kind: 'compare', skus: ['a&b', 'c'] });
});

test('viewAt() reads the addresses that catalogueHref() writes', () => {
  const view = { category: 'tents', search: 'two & more', sort: 'NEWEST' } as const;
  expect(at(catalogueHref(view))).toEqual({ kind: 'catalogue', ...view });
});

test('catalogueHref() leaves out what is usual', () => {
  expect(catalogueHref({})).toBe('/');
  expect(catalogueHref({ category: 'tents', sort: 'NAME' })).toBe('/?category=tents');
});

test('viewAt() knows the page of orders, and the one that users come back to', () => {
  expect([at('/orders'), at('/signed-in?code=a')]).toEqual([{ kind: 'orders' }, { kind: 'signed-in' }]);
});

test.each(['/products/', '/products/a/b', '/products/%zz', '/about'])('viewAt() knows no view at %s', (address) => {
  expect(at(address)).toEqual({ kind: 'unknown' });
});
