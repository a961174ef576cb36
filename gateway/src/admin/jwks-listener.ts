import { lookup } from 'node:dns/promises';
import { fastify } from 'fastify';
import { connectionTimeouts } from '../edge/connection-timeouts.js';
import { type Listener, listenerAddress } from '../edge/listener.js';
import { listenError } from '../errors/listen-error.js';

/** How the listener for public keys is opened. */
export interface JwksListenerOptions {
  /** Address or name to listen on; one that sources can reach. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** The public keys, as JWKs. */
  readonly keys: () => readonly object[];
  /** How long sources may keep the answer, in seconds. */
  readonly maxAgeSeconds: number;
}

/** Where the keys are: RFC 8615 names the folder. */
export const jwksPath = '/.well-known/jwks.json';

/** Sources ask rarely: this is far above what they need. */
const maxConnections = 200;

/**
 * Makes the listener that publishes the public keys of this gateway's tokens (RFC 7517), and nothing else: it tells nothing
 * that may not be known, so it needs no authentication, and may be where the admin listener must not.
 */
export function createJwksListener({ host, port, keys, maxAgeSeconds }: JwksListenerOptions): Listener {
  const app = fastify({
    bodyLimit: 1,
    requestTimeout: connectionTimeouts.requestTimeoutMs,
    http: { headersTimeout: connectionTimeouts.headersTimeoutMs },
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
  return {
    async start() {
      try {
        const { address } = await lookup(host);
        await app.listen({ host: address, port });
      } catch (thrown) {
        throw listenError('listener for public keys (sources.tokens.jwks)', { host, port }, thrown);
      }
      const bound = app.server.address();
      return listenerAddress(host, typeof bound === 'object' && bound !== null ? bound.port : port);
    },
    stop: () => app.close(),
  };
}
