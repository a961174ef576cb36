import { describe, expect, it } from 'vitest';
import { exampleShop } from '../shop-data/shop.js';
import { countryOf } from './postcode.js';

describe('countryOf()', () => {
  it('knows German, British and American postcodes, with and without a country code', () => {
    expect(['80331', '01067', 'DE-80331', ' de 80331 '].map(countryOf)).toEqual(Array(4).fill('DE'));
    expect(['SW1A 1AA', 'sw1a1aa', 'M1 1AE', 'GB-EH1 1YZ', 'UK EH1 1YZ'].map(countryOf)).toEqual(Array(5).fill('GB'));
    expect(['94103-1501', 'US-94103', 'us 00501', 'US-94103-1501'].map(countryOf)).toEqual(Array(4).fill('US'));
  });

  it('refuses what no country gives out', () => {
    const refused = [
      '00000',
      '',
      '1234',
      '123456',
      'ABCDE',
      'D-80331',
      'US-00000',
      '00000-0000',
      'SW1A',
      '80331; --',
      '８０３３１',
    ];
    expect(refused.filter((postcode) => countryOf(postcode) !== undefined)).toEqual([]);
  });

  it('knows the home of every customer who gave one', () => {
    const homes = exampleShop().users.flatMap(({ defaultPostcode }) => defaultPostcode ?? []);
    expect(homes.length).toBeGreaterThan(40);
    expect(homes.filter((postcode) => countryOf(postcode) === undefined)).toEqual([]);
  });
});
