import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { PortInUseError } from './port-in-use-error.js';
import { createRequestLog } from './request-log.js';
import type { Behaviour, RunningSource, SourceOptions } from './running-source.js';

/** Far above what the example's clients send, and below what would hurt. */
const maxBodyBytes = 1_048_576;

/** What differs from source to source. */
export interface SourceDefinition {
  readonly name: string;
  /** Used when `options.port` is not given. */
  readonly fixedPort: number;
  /** Path of the address that the gateway is configured with. */
  readonly path: string;
  /** Adds the source's routes; runs once, before the port opens. */
  readonly register: (server: FastifyInstance, tools: SourceTools) => void | Promise<void>;
}

/** What a source's routes may use of their surroundings. */
export interface SourceTools {
  /** Records one request; what is not the request's own is read from it. */
  record(
    request: FastifyRequest,
    details?: { readonly operation?: string | undefined; readonly itemCount?: number },
  ): void;
  /** Scheme, host and port; known once the port is open. */
  origin(): string;
}

/**
 * Opens one source's port: its own routes, `GET /health`, the request log and the misbehaviour that tests ask for.
 *
 * @throws {PortInUseError} when another process listens there.
 */
export async function startSourceServer(definition: SourceDefinition, options: SourceOptions): Promise<RunningSource> {
  const log = createRequestLog();
  let behaviour: Behaviour = {};
  let origin = '';
  // Connections that are still open when the source stops are cut: a stopped source must look stopped at once.
  const server = fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: true });
  server.addHook('onRequest', (request, reply) => misbehave(behaviour, request, reply));
  server.get('/health', () => ({ status: 'ok', source: definition.name }));
  await definition.register(server, {
    record: (request, details = {}) => log.add(recordOf(request, details)),
    origin: () => origin,
  });
  origin = await listen(server, definition, options);
  return {
    name: definition.name,
    url: `${origin}${definition.path}`,
    origin,
    requests: log.records,
    behave(next) {
      behaviour = next;
    },
    reset() {
      log.clear();
      behaviour = {};
    },
    stop: () => server.close(),
  };
}

async function misbehave(behaviour: Behaviour, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (behaviour.delayMs) await sleep(behaviour.delayMs);
  if (behaviour.closeSocket) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  if (behaviour.failWithStatus === undefined) return undefined;
  return reply.code(behaviour.failWithStatus).type('text/plain').send('This source was told to fail\n');
}

function recordOf(request: FastifyRequest, details: { operation?: string | undefined; itemCount?: number }) {
  const correlationId = request.headers['x-correlation-id'];
  return {
    method: request.method,
    path: request.url,
    operation: details.operation,
    itemCount: details.itemCount ?? 1,
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
  };
}

async function listen(server: FastifyInstance, definition: SourceDefinition, options: SourceOptions): Promise<string> {
  const { port = definition.fixedPort, host = '127.0.0.1' } = options;
  try {
    return await server.listen({ port, host });
  } catch (error) {
    await server.close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(definition.name, port, error);
    throw error;
  }
}
