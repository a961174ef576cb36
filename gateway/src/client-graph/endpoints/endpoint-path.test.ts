import { describe, expect, it } from 'vitest';
import { defaultPath, matchPath, parsePathTemplate, pathShape, pathVariables } from './endpoint-path.js';

describe('defaultPath()', () => {
  it.each([
    ['ProductScreen', '/product-screen'],
    ['MyOrders', '/my-orders'],
    ['getHTTPInfo', '/get-http-info'],
    ['product_screen2', '/product-screen2'],
    ['A', '/a'],
    ['_', '/_'],
  ])('puts %s at %s', (name, path) => {
    expect(defaultPath(name)).toBe(path);
  });
});

describe('matchPath()', () => {
  const template = parsePathTemplate('/products/{sku}/reviews/{first}');

  it('reads variables from their segments, decoded', () => {
    expect([...(matchPath(template, '/products/a%2Fb%20%E2%82%AC/reviews/3') ?? [])]).toEqual([
      ['sku', 'a/b €'],
      ['first', '3'],
    ]);
  });

  it.each([
    '/products//reviews/3',
    '/products/a/reviews',
    '/products/a/reviews/3/',
    '/products/a/Reviews/3',
    '/products/%E2%82/reviews/3',
    '/products/a/b/reviews/3',
  ])('does not match %s', (path) => {
    expect(matchPath(template, path)).toBeUndefined();
  });

  it('keeps names that mean something to JavaScript as names', () => {
    const values = matchPath(parsePathTemplate('/{__proto__}'), '/x');
    expect(values?.get('__proto__')).toBe('x');
  });
});

describe('pathShape()', () => {
  it('is the same of paths that differ in the names of variables alone', () => {
    expect(pathShape(parsePathTemplate('/a/{x}'))).toBe(pathShape(parsePathTemplate('/a/{y}')));
    expect(pathShape(parsePathTemplate('/a/{x}'))).not.toBe(pathShape(parsePathTemplate('/a/x')));
    expect(pathVariables(parsePathTemplate('/a/{x}/{x}'))).toEqual(['x', 'x']);
  });
});
