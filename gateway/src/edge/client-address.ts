import type { AddressSet } from './addresses.js';
import { type ForwardingHeader, readForwardingHops } from './forwarding-hops.js';
import { type Reading, refuse } from './refusal.js';

/** Which proxies are believed, and what. */
export interface TrustedProxies {
  readonly trusted: AddressSet;
  /** The one header that these proxies set. The others are ignored, since a client may have sent them. */
  readonly header: ForwardingHeader | 'none';
}

/**
 * Finds the address of the client behind trusted proxies: from the connection on, each hop is believed as long as who
 * reports it is trusted. The first that is not is the client. What a client writes into the header itself is never reached.
 *
 * @param connectionAddress Where the connection comes from, as `parseAddress` writes it.
 * @param headers Names in lower case; repeated headers joined by `, `.
 * @returns The address; the last one known when a hop is hidden (`unknown`) or no address. BAD_REQUEST for a malformed
 *   `Forwarded` that came by a trusted proxy.
 */
export function findClientAddress(
  connectionAddress: string,
  headers: ReadonlyMap<string, string>,
  { trusted, header }: TrustedProxies,
): Reading<string> {
  const value = header === 'none' ? undefined : headers.get(header);
  if (value === undefined || header === 'none' || !trusted.has(connectionAddress)) {
    return { kind: 'read', value: connectionAddress };
  }
  const hops = readForwardingHops(header, value);
  if (hops === undefined) {
    return refuse('BAD_REQUEST', 'The Forwarded header is malformed');
  }
  let address = connectionAddress;
  for (const hop of hops.toReversed()) {
    if (hop === undefined || !trusted.has(address)) {
      break;
    }
    address = hop;
  }
  return { kind: 'read', value: address };
}
