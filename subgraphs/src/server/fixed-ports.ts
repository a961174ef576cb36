/** The example's sources, in the order of their ports. */
export const sourceNames = [
  'products',
  'inventory',
  'reviews',
  'accounts',
  'orders',
  'recommendations',
  'shipping',
  'pricing',
] as const;

/** One of the example's sources. */
export type SourceName = (typeof sourceNames)[number];

const firstPort = 4101;

/** The port that a source has in the example's configuration: 4101 for products to 4108 for pricing. */
export function fixedPortOf(name: SourceName): number {
  return firstPort + sourceNames.indexOf(name);
}
