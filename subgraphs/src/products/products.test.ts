import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { pictureOf } from './picture.js';
import { startProducts } from './start-products.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startProducts({ port: 0 });
});
afterAll(() => source.stop());

interface ProductsAnswer {
  readonly products: {
    readonly edges: readonly { readonly node: { readonly sku: string } }[];
    readonly totalCount: number;
  };
}

async function skusOf(args: string): Promise<string[]> {
  const answer = await askGraphql(source.url, `{ products(${args}) { totalCount edges { node { sku } } } }`);
  expect(answer.errors).toBeUndefined();
  return (answer.data as ProductsAnswer).products.edges.map(({ node }) => node.sku);
}

describe('startProducts()', () => {
  it('answers one product with all its fields, and null for one that is not sold', async () => {
    const answer = await askGraphql(
      source.url,
      '{ product(sku: "FX-10004") { sku name brand category { id name productCount } imageUrl weightGrams attributes { name value } } none: product(sku: "FX-1") { sku } }',
    );
    expect(answer).toEqual({
      data: {
        product: {
          sku: 'FX-10004',
          name: 'Eider 2 trekking tent, ember',
          brand: 'Hollin & Vale',
          category: { id: 'tents', name: 'Tents and shelters', productCount: 25 },
          imageUrl: `${source.origin}/images/FX-10004.svg`,
          weightGrams: 1965,
          attributes: [
            { name: 'Colour', value: 'ember' },
            { name: 'Material', value: 'Ripstop nylon, 20D' },
            { name: 'Persons', value: '2' },
            { name: 'Guarantee', value: '3 years' },
          ],
        },
        none: null,
      },
    });
  });

  it('resolves entities in the order of the representations', async () => {
    const answer = await askEntities(source.url, '... on Product { name } ... on Category { name }', [
      { __typename: 'Product', sku: 'FX-10300' },
      { __typename: 'Product', sku: 'FX-1' },
      { __typename: 'Category', id: 'garden' },
    ]);
    expect(answer).toEqual({
      data: { _entities: [{ name: 'Willow folding rule, charcoal' }, null, { name: 'Garden' }] },
    });
  });

  it('filters by category, brand and words, together', async () => {
    const skus = await skusOf('filter: { categoryId: "tents", brands: ["Hollin & Vale"], search: "TREKKING tent" }');
    const expected = exampleShop().catalogue.products.filter(
      ({ brand, noun }) => brand === 'Hollin & Vale' && noun === 'trekking tent',
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(skus.toSorted()).toEqual(expected.map(({ sku }) => sku));
    expect(await skusOf('filter: { search: "no such words" }')).toEqual([]);
  });

  it('answers SKUs in the order in which they were asked for, each once', async () => {
    const skus = ['FX-10200', 'FX-10001', 'FX-9', 'FX-10200', 'FX-10042'];
    expect(await skusOf(`filter: { skus: ${JSON.stringify(skus)} }`)).toEqual(['FX-10200', 'FX-10001', 'FX-10042']);
  });

  it('sorts by name, newest and weight', async () => {
    const { products } = exampleShop().catalogue;
    const order = async (sort: string) => {
      const skus = await skusOf(`sort: ${sort}, first: 100, filter: { categoryId: "kitchen" }`);
      return skus.flatMap((sku) => products.find((product) => product.sku === sku) ?? []);
    };
    const names = (await order('NAME')).map(({ name }) => name);
    const dates = (await order('NEWEST')).map(({ listedOn }) => listedOn);
    const weights = (await order('WEIGHT')).map(({ weightGrams }) => weightGrams);
    expect(names).toHaveLength(25);
    expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other, 'en')));
    expect(dates).toEqual(dates.toSorted().reverse());
    expect(weights).toEqual(weights.toSorted((one, other) => one - other));
  });

  it('caps a page at 100 and refuses a foreign cursor with BAD_USER_INPUT', async () => {
    expect(await skusOf('first: 5000')).toHaveLength(100);
    const answer = await askGraphql(source.url, '{ products(after: "nonsense") { totalCount } }');
    expect(answer.errors).toMatchObject([
      {
        message: 'Cannot continue after "nonsense": not a cursor of this list',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it('serves pictures in the width asked for, cacheable by ETag', async () => {
    const response = await fetch(`${source.origin}/images/FX-10004.svg?width=120`);
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(await response.text()).toMatch(/^<svg [^>]*width="120" height="120"/);
    const etag = response.headers.get('etag') ?? '';
    const again = await fetch(`${source.origin}/images/FX-10004.svg?width=120`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('refuses pictures of unknown products and widths out of bounds', async () => {
    const statusOf = async (path: string) => (await fetch(`${source.origin}/images/${path}`)).status;
    expect(await statusOf('FX-1.svg')).toBe(404);
    expect(await Promise.all([15, 16, 2000, 2001].map((width) => statusOf(`FX-10001.svg?width=${width}`)))).toEqual([
      400, 200, 200, 400,
    ]);
    expect(await statusOf('FX-10001.svg?width=wide')).toBe(400);
  });

  it('names the public address in imageUrl when there is one', async () => {
    const other = await startProducts({ port: 0, publicUrl: 'https://pictures.example' });
    const answer = await askGraphql(other.url, '{ product(sku: "FX-10001") { imageUrl } }');
    await other.stop();
    expect(answer).toEqual({ data: { product: { imageUrl: 'https://pictures.example/images/FX-10001.svg' } } });
  });
});

describe('pictureOf()', () => {
  it('draws every product of the shop', () => {
    const pictures = exampleShop().catalogue.products.map((product) => pictureOf(product, 100));
    expect(pictures.filter((picture) => /undefined|NaN|& /.test(picture))).toEqual([]);
  });
});
