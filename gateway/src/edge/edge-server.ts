import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { ConnectionTimeouts } from './connection-timeouts.js';
import type { SocketLimits } from './socket-limits.js';
import type { TlsSettings } from './tls/load-tls-files.js';

/** How the server below the public listener is made. */
export interface EdgeServerOptions {
  readonly timeouts: ConnectionTimeouts;
  readonly limits: SocketLimits;
  /** Undefined: no TLS. The server has no certificate before `setSecureContext()`. */
  readonly tls: TlsSettings | undefined;
}

/**
 * Makes the HTTP/1.1 server, with or without TLS, that holds every limit Node can hold.
 *
 * HTTP/2 is not spoken: its streams share a connection, so that the limits on connections, pipelining and slow readers
 * would each need another form.
 */
export function createEdgeServer({ timeouts, limits, tls }: EdgeServerOptions): Server {
  const options = {
    headersTimeout: timeouts.headersTimeoutMs,
    requestTimeout: timeouts.requestTimeoutMs,
    keepAliveTimeout: timeouts.keepAliveTimeoutMs,
    connectionsCheckingInterval: timeouts.checkingIntervalMs,
    maxHeaderSize: limits.maxHeaderBytes,
    // Node's own answer would be without body and correlation id; checkHead() holds the rule.
    requireHostHeader: false,
    // Two of what may be there once (Authorization, Host) are not to be taken for the first of them.
    joinDuplicateHeaders: true,
  };
  const server =
    tls === undefined
      ? createServer(options)
      : createSecureServer({
          ...options,
          ALPNProtocols: ['http/1.1'],
          minVersion: tls.minVersion,
          // Node's own is two minutes.
          handshakeTimeout: timeouts.headersTimeoutMs,
          requestCert: tls.clientCertificates !== 'off',
          rejectUnauthorized: tls.clientCertificates === 'require',
        });
  // Node drops what is over this without a word, so one more than is allowed has to be seen.
  server.maxHeadersCount = limits.maxHeaders + 1;
  return server;
}
