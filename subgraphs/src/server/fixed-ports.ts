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

/** Everything that the example runs beside the gateway: its sources, and the server that says who somebody is. */
export const serviceNames = [...sourceNames, 'identity'] as const;

/** A source of the example, or its authorization server. */
export type ServiceName = (typeof serviceNames)[number];

const firstPort = 4101;

/** The port that a service has in the example's configuration: 4101 for products to 4108 for pricing, 4109 for identity. */
export function fixedPortOf(name: ServiceName): number {
  return firstPort + serviceNames.indexOf(name);
}
