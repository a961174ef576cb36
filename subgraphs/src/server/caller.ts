import type { FastifyRequest } from 'fastify';

/** Who is calling a source, as far as the source believes it. */
export interface Caller {
  /** The customer who is signed in, or the service that asks for itself; undefined for nobody in particular. */
  readonly subject: string | undefined;
  readonly scopes: ReadonlySet<string>;
}

/** Finds out who a request is from. */
export type Identify = (request: FastifyRequest) => Caller;

/** Nobody in particular, who may see what everybody may. */
export const nobody: Caller = { subject: undefined, scopes: new Set() };

/** Scope of services that look after every customer's orders. */
const everyCustomersOrders = 'orders:read:all';

/**
 * Whether a caller may see a customer's orders. The gateway's `@requiresScopes` says who may ask such questions at all;
 * about whom they may ask is known here, beside the data.
 */
export function maySeeOrdersOf({ subject, scopes }: Caller, customerId: string): boolean {
  return subject === customerId || scopes.has(everyCustomersOrders);
}
