import type { GatewayCaller } from './caller.js';

const callers = new WeakMap<object, GatewayCaller>();

/** Remembers who a verified request is from. */
export function rememberCaller(request: object, caller: GatewayCaller): void {
  callers.set(request, caller);
}

/**
 * Who is calling, of a request that an adapter has let through.
 *
 * @param request The server's request object: Express's and Apollo Server's `req`, Fastify's `request`, Yoga's `request`.
 * @throws {TypeError} when it was not verified: whoever forgets the adapter must not serve everybody.
 */
export function callerOf(request: object): GatewayCaller {
  const caller = callers.get(request);
  if (caller === undefined) {
    throw new TypeError('Cannot tell who is calling: the request did not pass a verifier');
  }
  return caller;
}
