import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { groupBy, indexBy } from './group-by.js';
import { unpricedSku } from './prices.js';
import { buildShop } from './shop.js';
import { uncountedSku } from './stock.js';

const shop = buildShop();
const { products, categories } = shop.catalogue;
const productBySku = indexBy(products, ({ sku }) => sku);

describe('buildShop()', () => {
  it('builds the same data on every run and every machine', () => {
    const text = JSON.stringify(shop, (_, value) => (value instanceof Map ? [...value] : value));
    // When the data changes on purpose, this is the hash to put here; documentation that quotes data needs a look then.
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      '979fdb5a39a9bfa1c7465b70876921ea877f8063bf59a4607c6cd239829e2c7e',
    );
  });

  it('sells 300 products with unique names and SKUs in 12 categories of 23 brands', () => {
    expect(products).toHaveLength(300);
    expect(new Set(products.map(({ name }) => name)).size).toBe(300);
    expect([...productBySku.keys()]).toEqual(products.map((_, index) => `FX-${10_001 + index}`));
    expect(categories.map(({ productCount }) => productCount)).toEqual(Array(12).fill(25));
    expect(new Set(products.map(({ brand }) => brand)).size).toBe(23);
  });

  it('gives every product a weight, and sells it for more than it costs', () => {
    const wrong = products.filter(
      ({ sku, weightGrams, purchaseCostCents }) =>
        weightGrams <= 0 ||
        purchaseCostCents <= 0 ||
        purchaseCostCents >= (shop.prices.get(sku)?.amountCents ?? Infinity),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves out the price of one product and the stock of one other', () => {
    const skus = [...productBySku.keys()];
    expect(skus.filter((sku) => !shop.prices.has(sku))).toEqual([unpricedSku]);
    expect(skus.filter((sku) => !shop.stock.has(sku))).toEqual([uncountedSku]);
  });

  it('sells out some products, with and without a date for more', () => {
    const soldOut = [...shop.stock.values()].filter(({ byWarehouse }) =>
      byWarehouse.every(({ quantity }) => quantity === 0),
    );
    expect(soldOut.length).toBeGreaterThan(10);
    expect(soldOut.some(({ restockDate }) => restockDate === null)).toBe(true);
    expect(soldOut.some(({ restockDate }) => restockDate !== null)).toBe(true);
  });

  it('writes about 2,500 reviews, by known authors, once each, and after the product was listed', () => {
    expect(shop.reviews.length).toBeGreaterThan(2300);
    expect(shop.reviews.length).toBeLessThan(2700);
    const userIds = new Set(shop.users.map(({ id }) => id));
    expect(shop.reviews.filter(({ authorId }) => !userIds.has(authorId))).toEqual([]);
    expect(new Set(shop.reviews.map(({ sku, authorId }) => `${sku} ${authorId}`)).size).toBe(shop.reviews.length);
    expect(shop.reviews.filter((review) => review.writtenOn < (productBySku.get(review.sku)?.listedOn ?? ''))).toEqual(
      [],
    );
    expect(new Set(shop.reviews.map(({ body }) => body)).size).toBeGreaterThan(2200);
  });

  it('leaves some products without any review', () => {
    const reviewed = groupBy(shop.reviews, ({ sku }) => sku);
    const unreviewed = products.filter(({ sku }) => !reviewed.has(sku));
    expect(unreviewed.length).toBeGreaterThan(5);
    expect(unreviewed.length).toBeLessThan(40);
  });

  it('recommends 24 known others for each product, and never the product itself', () => {
    for (const { sku } of products) {
      const others = shop.recommendations.similar.get(sku) ?? [];
      expect(new Set(others).size).toBe(24);
      expect(others).not.toContain(sku);
      expect(others.filter((other) => !productBySku.has(other))).toEqual([]);
    }
  });

  it('has orders of every status, and a parcel for those that have left', () => {
    expect(new Set(shop.orders.map(({ status }) => status))).toEqual(new Set(['PLACED', 'SHIPPED', 'DELIVERED']));
    const odd = shop.orders.filter(({ status, trackingNumber }) => (status === 'PLACED') !== (trackingNumber === null));
    expect(odd).toEqual([]);
    const numbers = shop.orders.flatMap(({ trackingNumber }) => trackingNumber ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
