import type { HeadLimits } from './check-head.js';
import type { RequestBounds } from './connections/bound-requests.js';
import type { ConnectionLimits } from './connections/connection-caps.js';

/** What a connection and the head of each of its requests are held to. */
export interface SocketLimits extends ConnectionLimits, RequestBounds, HeadLimits {
  /** Request line and headers together, in bytes. Over it: HEADERS_TOO_LARGE. */
  readonly maxHeaderBytes: number;
}

/**
 * Room for offices behind one address and for load balancers that are not named as such, while one address alone cannot
 * take all there is. No client in use pipelines more than some requests.
 */
export const socketLimits: SocketLimits = {
  maxConnections: 10_000,
  maxConnectionsPerAddress: 1_000,
  maxRequestsPerConnection: 0,
  maxPipelined: 16,
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  maxUrlBytes: 8_192,
};
