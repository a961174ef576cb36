import type { Country } from './postcode.js';

/** One who delivers. */
export interface Carrier {
  readonly id: string;
  readonly name: string;
  readonly website: string | null;
  /** Heaviest parcel. */
  readonly maxGrams: number;
  /** What it charges and how long it takes; countries that are absent it does not serve. */
  readonly rates: Readonly<Partial<Record<Country, Rate>>>;
}

/** Prices are in cents of the country's own currency. */
export interface Rate {
  readonly baseCents: number;
  readonly perKilogramCents: number;
  /** Working days, from pick-up to the earliest and the latest arrival. */
  readonly workingDays: readonly [number, number];
}

/** All carriers. */
export const carriers: readonly Carrier[] = [
  {
    id: 'hermod',
    name: 'Hermod Parcel',
    website: 'https://hermod.example',
    maxGrams: 31_500,
    rates: {
      DE: { baseCents: 390, perKilogramCents: 35, workingDays: [2, 4] },
      GB: { baseCents: 690, perKilogramCents: 60, workingDays: [4, 7] },
    },
  },
  {
    id: 'gelbpost',
    name: 'Gelbpost',
    website: 'https://gelbpost.example',
    maxGrams: 31_500,
    rates: { DE: { baseCents: 449, perKilogramCents: 25, workingDays: [1, 2] } },
  },
  {
    id: 'kingfisher',
    name: 'Kingfisher Mail',
    website: 'https://kingfisher-mail.example',
    maxGrams: 20_000,
    rates: { GB: { baseCents: 395, perKilogramCents: 70, workingDays: [2, 3] } },
  },
  {
    id: 'atlantic',
    name: 'Atlantic Express',
    website: 'https://atlantic-express.example',
    maxGrams: 30_000,
    rates: {
      US: { baseCents: 1290, perKilogramCents: 320, workingDays: [3, 5] },
      GB: { baseCents: 990, perKilogramCents: 120, workingDays: [1, 1] },
    },
  },
  {
    id: 'blue-mesa',
    name: 'Blue Mesa Ground',
    website: 'https://blue-mesa.example',
    maxGrams: 45_000,
    rates: { US: { baseCents: 890, perKilogramCents: 210, workingDays: [6, 10] } },
  },
  {
    id: 'spedition-nord',
    name: 'Spedition Nord',
    website: null,
    maxGrams: 70_000,
    rates: {
      DE: { baseCents: 2490, perKilogramCents: 40, workingDays: [3, 6] },
      GB: { baseCents: 4490, perKilogramCents: 80, workingDays: [6, 9] },
      US: { baseCents: 9900, perKilogramCents: 190, workingDays: [12, 20] },
    },
  },
];

/** Heaviest parcel that anyone takes. */
export const maxParcelGrams = 70_000;
