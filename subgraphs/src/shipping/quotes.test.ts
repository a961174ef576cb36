import { describe, expect, it } from 'vitest';
import { exampleShop } from '../shop-data/shop.js';
import { quotesFor } from './quotes.js';

const thursday = '2026-09-03';

describe('quotesFor()', () => {
  it('answers each carrier that takes the parcel, cheapest first, in working days from today', () => {
    expect(quotesFor('DE', 1200, thursday)).toEqual([
      {
        carrierId: 'hermod',
        earliestDate: '2026-09-07',
        latestDate: '2026-09-09',
        costAmount: '4.60',
        costCurrency: 'EUR',
      },
      {
        carrierId: 'gelbpost',
        earliestDate: '2026-09-04',
        latestDate: '2026-09-07',
        costAmount: '4.99',
        costCurrency: 'EUR',
      },
      {
        carrierId: 'spedition-nord',
        earliestDate: '2026-09-08',
        latestDate: '2026-09-11',
        costAmount: '25.70',
        costCurrency: 'EUR',
      },
    ]);
  });

  it('counts each kilogram that is begun', () => {
    const cheapest = (grams: number) => quotesFor('DE', grams, thursday)[0]?.costAmount;
    expect([1, 1000, 1001].map(cheapest)).toEqual(['4.25', '4.25', '4.60']);
  });

  it('leaves out carriers for which the parcel is too heavy', () => {
    const carriers = (grams: number) => quotesFor('US', grams, thursday).map(({ carrierId }) => carrierId);
    expect(carriers(30_000)).toContain('atlantic');
    expect(carriers(30_001)).not.toContain('atlantic');
    expect(carriers(70_000)).toEqual(['spedition-nord']);
  });

  it('has a quote for every product of the shop, to every country', () => {
    const { products } = exampleShop().catalogue;
    const countries = ['DE', 'GB', 'US'] as const;
    const without = products.filter(({ weightGrams }) =>
      countries.some((country) => quotesFor(country, weightGrams, thursday).length === 0),
    );
    expect(without).toEqual([]);
  });
});
