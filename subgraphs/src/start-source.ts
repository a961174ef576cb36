import type { IdentityOptions } from './identity/start-identity.js';
import type { ServiceName } from './server/fixed-ports.js';
import type { RunningSource, SourceOptions } from './server/running-source.js';
import type { TrustedGateway } from './server/trust-gateway.js';

/** What a source reads from its surroundings, besides port and host. */
export interface SourceSettings {
  /** Of products: see `ProductsOptions.publicUrl`. */
  readonly publicUrl?: string | undefined;
  /** Of shipping: see `ShippingOptions.apiKey`. */
  readonly apiKey?: string | undefined;
  /** Of shipping: see `ShippingOptions.today`. */
  readonly today?: () => string;
  /** Of pricing: see `PricingOptions.credentials`. */
  readonly credentials?: { readonly username?: string; readonly password?: string } | undefined;
  /** Of accounts and orders: see `AccountsOptions.gateway`. */
  readonly gateway?: TrustedGateway | undefined;
  /** Of identity: see `IdentityOptions.pageOrigins`. */
  readonly pageOrigins?: IdentityOptions['pageOrigins'];
  /** Of identity: see `IdentityOptions.serviceSecret`. */
  readonly serviceSecret?: string | undefined;
}

type Start = (options: SourceOptions & SourceSettings) => Promise<RunningSource>;

/** Modules are loaded when their source starts, so that a process of one source pays for one. */
const starters: Readonly<Record<ServiceName, () => Promise<Start>>> = {
  products: async () => (await import('./products/start-products.js')).startProducts,
  inventory: async () => (await import('./inventory/start-inventory.js')).startInventory,
  reviews: async () => (await import('./reviews/start-reviews.js')).startReviews,
  accounts: async () => (await import('./accounts/start-accounts.js')).startAccounts,
  orders: async () => (await import('./orders/start-orders.js')).startOrders,
  recommendations: async () => (await import('./recommendations/start-recommendations.js')).startRecommendations,
  shipping: async () => (await import('./shipping/start-shipping.js')).startShipping,
  pricing: async () => (await import('./pricing/start-pricing.js')).startPricing,
  identity: async () => (await import('./identity/start-identity.js')).startIdentity,
};

/**
 * Starts one source by its name; each takes of the settings what is its own.
 *
 * @throws {PortInUseError} when another process listens on the port.
 */
export async function startSource(
  name: ServiceName,
  options: SourceOptions & SourceSettings = {},
): Promise<RunningSource> {
  const start = await starters[name]();
  return start(options);
}
