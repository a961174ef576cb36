import { GatewayError } from './gateway-error.js';

const reasons: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is in use. Stop what uses it, or choose another port'],
  ['EACCES', 'this user may not use the port. Choose one above 1023'],
  ['EADDRNOTAVAIL', 'the host is not an address of this machine. Choose one that is, or 0.0.0.0 for all'],
  ['ENOTFOUND', 'the host is not known. Choose an address of this machine'],
]);

/**
 * Says why a listener could not be opened, and what to do.
 *
 * @param what The listener and where its address is set, such as `public listener (server.host, server.port)`.
 * @param thrown What `listen()` failed with.
 * @returns PORT_UNAVAILABLE.
 */
export function listenError(what: string, address: { host: string; port: number }, thrown: unknown): GatewayError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const reason = reasons.get(code) ?? (thrown instanceof Error ? thrown.message : 'unknown reason');
  return new GatewayError('PORT_UNAVAILABLE', `Cannot open the ${what} on ${address.host}:${address.port}: ${reason}`, {
    cause: thrown,
  });
}
