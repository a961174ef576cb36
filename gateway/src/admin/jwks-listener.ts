import { lookup } from 'node:dns/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { fastify } from 'fastify';
import { connectionTimeouts } from '../edge/connection-timeouts.js';
import { type Listener, listenerAddress } from '../edge/listener.js';
import { keepTlsCurrent } from '../edge/tls/keep-tls-current.js';
import { loadTlsFiles, type TlsFiles } from '../edge/tls/load-tls-files.js';
import { listenError } from '../errors/listen-error.js';
import type { Log } from '../telemetry/logger.js';

/** How the listener for public keys is opened. */
export interface JwksListenerOptions {
  /** Address or name to listen on; one that sources can reach. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Speaks HTTPS with it, its files watched. Default: HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** The public keys, as JWKs. */
  readonly keys: () => readonly object[];
  /** How long sources may keep the answer, in seconds. */
  readonly maxAgeSeconds: number;
  readonly log: Log;
}

const { headersTimeoutMs: headersTimeout, requestTimeoutMs: requestTimeout } = connectionTimeouts;

/** Where the keys are: RFC 8615 names the folder. */
export const jwksPath = '/.well-known/jwks.json';

/** Names its certificate in messages. */
const option = 'sources.tokens.jwks.tls';
/** Sources ask rarely: this is far above what they need. */
const maxConnections = 200;

/**
 * Makes the listener that publishes the public keys of this gateway's tokens (RFC 7517), and nothing else: it tells nothing
 * that may not be known, so it needs no authentication, and may be where the admin listener must not.
 */
export function createJwksListener({ host, port, tls, keys, maxAgeSeconds, log }: JwksListenerOptions): Listener {
  const app = fastify({
    bodyLimit: 1,
    serverFactory: (handler) =>
      tls === undefined
        ? createServer({ headersTimeout, requestTimeout }, handler)
        : createSecureServer({ headersTimeout, requestTimeout, handshakeTimeout: headersTimeout }, handler),
    forceCloseConnections: true,
  });
  app.server.maxConnections = maxConnections;
  app.get(jwksPath, (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${maxAgeSeconds}`)
      .type('application/jwk-set+json')
      .send(JSON.stringify({ keys: keys() })),
  );
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: `Here is ${jwksPath}` }));
  const watching = new AbortController();
  const secure = async (files: TlsFiles) => {
    const server = app.server as unknown as SecureServer; // what serverFactory makes for TLS
    const { validTo: _, ...context } = await loadTlsFiles(files, { option });
    server.setSecureContext(context);
    keepTlsCurrent(server, files, { log, option, signal: watching.signal });
  };
  return {
    async start() {
      await (tls && secure(tls));
      try {
        const { address } = await lookup(host);
        await app.listen({ host: address, port });
      } catch (thrown) {
        throw listenError('listener for public keys (sources.tokens.jwks)', { host, port }, thrown);
      }
      const bound = app.server.address();
      const taken = typeof bound === 'object' && bound !== null ? bound.port : port;
      return listenerAddress(host, taken, tls === undefined ? 'http' : 'https');
    },
    async stop() {
      watching.abort();
      await app.close();
    },
  };
}
