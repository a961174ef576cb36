import { addWorkingDays } from '../shop-data/dates.js';
import { carriers, type Rate } from './carriers.js';
import type { Country } from './postcode.js';

/** `Quote` of the OpenAPI document. */
export interface Quote {
  readonly carrierId: string;
  /** YYYY-MM-DD. */
  readonly earliestDate: string;
  /** YYYY-MM-DD. */
  readonly latestDate: string;
  /** A decimal as text. */
  readonly costAmount: string;
  readonly costCurrency: 'EUR' | 'GBP' | 'USD';
}

const currencies = { DE: 'EUR', GB: 'GBP', US: 'USD' } as const;

/** What the delivery of one parcel costs with each carrier that takes it, cheapest first. */
export function quotesFor(country: Country, weightGrams: number, today: string): readonly Quote[] {
  return carriers
    .flatMap(({ id, maxGrams, rates }) => {
      const rate = rates[country];
      return rate && weightGrams <= maxGrams ? [{ id, rate, cents: costCents(rate, weightGrams) }] : [];
    })
    .sort((one, other) => one.cents - other.cents || one.id.localeCompare(other.id))
    .map(({ id, rate, cents }) => ({
      carrierId: id,
      earliestDate: addWorkingDays(today, rate.workingDays[0]),
      latestDate: addWorkingDays(today, rate.workingDays[1]),
      costAmount: (cents / 100).toFixed(2),
      costCurrency: currencies[country],
    }));
}

/** Each kilogram counts that is begun. */
function costCents({ baseCents, perKilogramCents }: Rate, weightGrams: number): number {
  return baseCents + perKilogramCents * Math.ceil(weightGrams / 1000);
}
