import type { RequestListener, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Log } from '../telemetry/logger.js';
import type { TrustedProxies } from './client-address.js';
import type { ConnectionTimeouts } from './connection-timeouts.js';
import { boundRequests } from './connections/bound-requests.js';
import type { ConnectionRefusal, ReportConnectionRefusal } from './connections/connection-refusals.js';
import { type Connections, guardConnections } from './connections/guard-connections.js';
import { watchSlowReaders } from './connections/slow-readers.js';
import { chooseCorrelationId } from './correlation-id.js';
import { createEdgeServer } from './edge-server.js';
import { rawAnswer } from './raw-answer.js';
import { type Refusal, refuse } from './refusal.js';
import type { SocketLimits } from './socket-limits.js';
import { keepTlsCurrent } from './tls/keep-tls-current.js';
import { loadTlsFiles, type TlsSettings } from './tls/load-tls-files.js';

/** How the socket below the public listener is held. */
export interface EdgeSocketOptions {
  readonly timeouts: ConnectionTimeouts;
  readonly limits: SocketLimits;
  readonly tls: TlsSettings | undefined;
  readonly proxies: TrustedProxies & { readonly proxyProtocol: boolean };
  /** How many requests of a connection are not answered yet. */
  readonly unanswered: (socket: Socket) => number;
  readonly onRefused: ReportConnectionRefusal;
  readonly log: Log;
}

/** The server below the public listener, with all that guards its connections. */
export interface EdgeSocket {
  /** Has requests answered. @returns The server, to be listened with. Called once. */
  serve(listener: RequestListener): Server;
  /**
   * Makes it ready to listen: with TLS, certificates are loaded, and watched from now on.
   *
   * @throws {GatewayError} TLS_FILES_INVALID.
   */
  prepare(): Promise<void>;
  /** What is known of the connection a request came on; undefined before TLS is agreed on. */
  connectionOf: Connections['of'];
  /** Ends all connections and whatever watches them. */
  destroy(): void;
}

/** Makes the socket; nothing is opened by it. */
export function createEdgeSocket(options: EdgeSocketOptions): EdgeSocket {
  const { timeouts, limits, tls, proxies, onRefused, log } = options;
  const server = createEdgeServer({ timeouts, limits, tls });
  const connections = guardConnections(server, {
    ...limits,
    trusted: proxies.trusted,
    proxyProtocol: proxies.proxyProtocol,
    proxyHeaderTimeoutMs: timeouts.headersTimeoutMs,
    turnAway: tls === undefined ? answerTurnedAway : (socket) => socket.resetAndDestroy(),
    onRefused,
  });
  const report = (refusal: ConnectionRefusal, socket: Socket) =>
    onRefused(refusal, connections.of(socket)?.address ?? '');
  const slowReaders = watchSlowReaders(timeouts, {
    intervalMs: timeouts.checkingIntervalMs,
    onSlow: (socket) => report('slow-reader', socket),
  });
  const watching = new AbortController();

  return {
    serve(listener) {
      const bounded = boundRequests(listener, {
        ...limits,
        closing: (socket) => connections.of(socket)?.closing ?? true,
        unanswered: options.unanswered,
        onPipelining: (socket) => report('pipelining', socket),
      });
      server.on('request', (request, response) => {
        slowReaders.watch(request.socket);
        bounded(request, response);
      });
      return server;
    },
    async prepare() {
      if (tls !== undefined) {
        const { validTo: _, ...context } = await loadTlsFiles(tls);
        const secure = server as unknown as SecureServer; // what createEdgeServer() makes for TLS
        secure.setSecureContext(context);
        keepTlsCurrent(secure, tls, { log, signal: watching.signal });
      }
    },
    connectionOf: (socket) => connections.of(socket),
    destroy() {
      watching.abort();
      slowReaders.stop();
      connections.destroyAll();
    },
  };
}

/** How long clients are asked to wait, in seconds: connections that are slow or idle are gone by then. */
const retryAfter = { 'retry-after': '10' };

/** Where there is no TLS, a client over a cap is told so. It costs one write and nothing that stays. */
function answerTurnedAway(socket: Socket, refusal: ConnectionRefusal): void {
  const told = refusalOf(refusal);
  if (told === undefined) {
    socket.resetAndDestroy();
    return;
  }
  socket.end(rawAnswer(told, chooseCorrelationId(undefined)).response, () => socket.destroy());
}

function refusalOf(refusal: ConnectionRefusal): Refusal | undefined {
  switch (refusal) {
    case 'connections':
      return refuse('UNAVAILABLE', 'The gateway has too many connections', retryAfter).refusal;
    case 'connections-of-address':
      return refuse('TOO_MANY_CONNECTIONS', 'This address has too many connections', retryAfter).refusal;
    default:
      return undefined;
  }
}
