import type { SlowReaderLimits } from './connections/slow-readers.js';

/** How long a connection may take, in milliseconds. Node's own defaults keep slow clients for minutes. */
export interface ConnectionTimeouts extends SlowReaderLimits {
  /** From the connection, or the previous answer, until all headers are there. Past it: REQUEST_TIMEOUT. */
  readonly headersTimeoutMs: number;
  /** Until the body is there too. Past it: REQUEST_TIMEOUT. */
  readonly requestTimeoutMs: number;
  /** How long a connection stays open after an answer, waiting for the next request. */
  readonly keepAliveTimeoutMs: number;
  /** How often all of these are looked at; a client may be that much later. */
  readonly checkingIntervalMs: number;
}

/**
 * Enough for a slow phone, too little for a slow-header attack to hold on to many connections. Keep-alive outlasts the
 * 60 s that common load balancers keep theirs, so that it is they who close first and no request meets a closing end.
 */
export const connectionTimeouts: ConnectionTimeouts = {
  headersTimeoutMs: 7_000,
  requestTimeoutMs: 10_000,
  keepAliveTimeoutMs: 65_000,
  checkingIntervalMs: 500,
  sendTimeoutMs: 10_000,
  minSendBytesPerSecond: 4_096,
};
