import { lookup } from 'node:dns/promises';
import { fastify } from 'fastify';
import { connectionTimeouts } from '../edge/connection-timeouts.js';
import { type Listener, listenerAddress } from '../edge/listener.js';
import { listenError } from '../errors/listen-error.js';
import type { Metrics } from '../telemetry/metrics.js';
import {
  addInvalidationEndpoint,
  type InvalidationEndpointOptions,
  invalidationPath,
} from './invalidation-endpoint.js';
import type { Readiness } from './readiness.js';

/** How the admin listener is opened. */
export interface AdminListenerOptions {
  /** Address or name to listen on; not one that clients can reach. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly readiness: Pick<Readiness, 'report'>;
  readonly metrics: Pick<Metrics, 'expose'>;
  /** Of `POST /invalidation`. Default: there is none. */
  readonly invalidation?: InvalidationEndpointOptions | undefined;
}

/**
 * Makes the listener that operators reach: `GET /health/live` (200 as long as the process runs), `GET /health/ready`
 * (200 when it can take requests, else 503; the report as JSON in both cases) and `GET /metrics` (in the text format of
 * Prometheus), which anybody may ask and which tell hosts and ports of sources: it belongs on an address of its own. And
 * `POST /invalidation`, for whoever knows its key.
 */
export function createAdminListener({ host, port, readiness, metrics, invalidation }: AdminListenerOptions): Listener {
  const app = fastify({
    bodyLimit: 1024,
    requestTimeout: connectionTimeouts.requestTimeoutMs,
    http: { headersTimeout: connectionTimeouts.headersTimeoutMs },
    forceCloseConnections: true,
  });
  // Health is asked again and again; an answer that a proxy kept would be worse than none.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', (_request, reply) => {
    const report = readiness.report();
    return reply.code(report.status === 'ready' ? 200 : 503).send(report);
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.expose();
    return reply.header('content-type', contentType).send(text);
  });
  if (invalidation !== undefined) {
    addInvalidationEndpoint(app, invalidation);
  }
  const paths = ['/health/live', '/health/ready', '/metrics', ...(invalidation ? [invalidationPath] : [])];
  const last = paths.pop();
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: `Here are ${paths.join(', ')} and ${last}` }),
  );
  return {
    async start() {
      try {
        const { address } = await lookup(host);
        await app.listen({ host: address, port });
      } catch (thrown) {
        throw listenError('admin listener (admin.host, admin.port)', { host, port }, thrown);
      }
      const bound = app.server.address();
      return listenerAddress(host, typeof bound === 'object' && bound !== null ? bound.port : port);
    },
    stop: () => app.close(),
  };
}
