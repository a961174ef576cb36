import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { type FastifyCorsOptions, fastifyCors } from '@fastify/cors';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { ClientAnswer } from '../client-graph/client-graph.js';
import { listenError } from '../errors/listen-error.js';
import { createAddressSet } from './addresses.js';
import { answerBrokenRequest } from './answer-broken-request.js';
import { createDirectAnswers } from './answer-directly.js';
import { answerPayload } from './answer-payload.js';
import { type Answering, answerHead, answerInTurn, answerToError } from './answer-visit.js';
import { connectionTimeouts } from './connection-timeouts.js';
import { chooseCorrelationId, correlationIdHeader } from './correlation-id.js';
import { allowsPrivateNetwork, corsPolicy } from './cors.js';
import { createEdgeSocket, type EdgeSocket } from './edge-socket.js';
import { createExchanges, type Exchanges } from './exchanges.js';
import { type Listener, listenerAddress } from './listener.js';
import type { PublicListenerOptions } from './public-listener-options.js';
import { refusalAnswer, refuse } from './refusal.js';
import { createEarlyShedding } from './shed-early.js';
import { socketLimits } from './socket-limits.js';
import { beginVisit, type Visit, type VisitPlace } from './visit.js';
import { observeWithAll } from './visit-observer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the first hook. No WeakMap: its values would outlive their requests by a collection or two. */
    visit?: Visit;
  }
}

/** What the parts of one listener share. */
interface ListenerState extends Answering {
  readonly socket: EdgeSocket;
  readonly exchanges: Exchanges;
  readonly place: VisitPlace;
}

/**
 * Makes the listener that clients reach: GraphQL over HTTP at the path of each client graph, and nothing else.
 *
 * This is the one file of the edge that knows Fastify; what is decided is decided by the functions on plain values
 * beside it.
 */
export function createPublicListener(options: PublicListenerOptions): Listener {
  const state = createState(options);
  const app = createApp(state);
  return {
    async start() {
      await state.socket.prepare();
      return open(app, options);
    },
    async stop() {
      state.draining = true;
      const closed = app.close();
      const grace = setTimeout(() => app.server.closeAllConnections(), options.shutdownGraceMs);
      await state.exchanges.whenNone();
      clearTimeout(grace);
      // What is left are connections without a request, which nobody needs to wait for.
      app.server.closeAllConnections();
      state.socket.destroy();
      await closed;
    },
  };
}

function createState(options: PublicListenerOptions): ListenerState {
  const { log } = options;
  const exchanges = createExchanges();
  const limits = { ...socketLimits, ...options.limits };
  const { trusted = [], header = 'none', proxyProtocol = false } = options.proxies ?? {};
  const proxies = { trusted: createAddressSet(trusted), header, proxyProtocol };
  const observer = options.observer ?? observeWithAll([]);
  const socket = createEdgeSocket({
    timeouts: { ...connectionTimeouts, ...options.timeouts },
    limits,
    tls: options.tls,
    proxies,
    unanswered: (connection) => exchanges.countOn(connection),
    onRefused: options.onConnectionRefused ?? (() => {}),
    log,
  });
  const graphs = new Map(options.clientGraphs.map((graph) => [graph.path, graph]));
  return {
    options,
    socket,
    exchanges,
    place: { graphs, exchanges, connectionOf: socket.connectionOf, proxies, headLimits: limits, log, observer },
    observer,
    pages: new Map(),
    draining: false,
  };
}

async function open(app: FastifyInstance, { host, port, tls }: PublicListenerOptions) {
  try {
    // Fastify would open "localhost" twice, for IPv4 and IPv6, and keep the second server to itself.
    const { address } = await lookup(host);
    await app.listen({ host: address, port });
  } catch (thrown) {
    throw listenError('public listener (server.host, server.port)', { host, port }, thrown);
  }
  const bound = app.server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return listenerAddress(host, boundPort, tls === undefined ? 'http' : 'https');
}

function createApp(state: ListenerState): FastifyInstance {
  const { options, place, observer } = state;
  const admission = () => ({ draining: state.draining, graphiql: options.graphiql, csrf: options.csrf });
  const shed = createEarlyShedding({ gates: options.gates ?? [], place, observer, admission });
  const answersDirectly = createDirectAnswers(state, place);
  const app = fastify({
    bodyLimit: options.maxBodyBytes,
    serverFactory: (listener) =>
      state.socket.serve((request, response) => {
        if (!shed(request, response) && !answersDirectly(request, response)) {
          listener(request, response);
        }
      }),
    genReqId: (raw) => {
      const sent = raw.headers[correlationIdHeader];
      return chooseCorrelationId(typeof sent === 'string' ? sent : undefined);
    },
    requestIdHeader: false,
    exposeHeadRoutes: false,
    // Requests that come while closing get our own answer.
    return503OnClosing: false,
    routerOptions: { querystringParser: () => ({}) },
    clientErrorHandler: (error, socket) => answerUnread(state, error, socket),
    // The path is no path at all, so no hook runs and no client graph is there.
    frameworkErrors: (_error, request, reply) => {
      visitOf(state, request, reply);
      send(state, reply, refusalAnswer(refuse('NOT_FOUND', 'No client graph is served at this path').refusal));
    },
  });
  addHandlers(app, state);
  app.server.on('connection', () => options.onConnection?.());
  return app;
}

/** Answers what Node's parser gave up on: bytes that never became a request, or a request whose body cannot be read on. */
function answerUnread(state: ListenerState, error: NodeJS.ErrnoException, socket: Socket): void {
  const { exchanges, options } = state;
  // Of a connection that is not known, the TLS handshake failed: nobody there could read an answer.
  const known = state.socket.connectionOf(socket) !== undefined;
  if (!known || error.code === 'ECONNRESET' || !socket.writable || !exchanges.isQuiet(socket)) {
    socket.destroy();
    return;
  }
  const [exchange] = exchanges.on(socket);
  const correlationId = exchange?.correlationId ?? chooseCorrelationId(undefined);
  const { status, response } = answerBrokenRequest(error.code, correlationId);
  if (exchange === undefined) {
    options.log.info({ correlationId, status, reason: error.code }, 'Request could not be read');
  } else {
    exchange.brokenStatus = status;
  }
  socket.end(response, () => socket.destroy());
}

/** Hooks in the order in which a request meets them, then the handler of what they let through. */
function addHandlers(app: FastifyInstance, state: ListenerState): void {
  const { clientGraphs } = state.options;
  const policies = new Map(
    clientGraphs.map(({ path, corsOrigins, corsOptions }) => [path, corsPolicy(corsOrigins, corsOptions)]),
  );
  const noPolicy = corsPolicy([]);
  app.addHook('onRequest', (request, reply, done) => {
    const { method, headers, graph } = visitOf(state, request, reply);
    if (method === 'OPTIONS' && graph !== undefined && allowsPrivateNetwork(headers, graph)) {
      reply.header('access-control-allow-private-network', 'true');
    }
    done();
  });
  app.register(fastifyCors, {
    delegator: (request: FastifyRequest, callback: (error: null, policy: FastifyCorsOptions) => void) =>
      callback(null, policies.get(request.visit?.graph?.path ?? '') ?? noPolicy),
  });
  // After CORS, so that pages of allowed origins can read refusals too.
  app.after(() => app.addHook('onRequest', (request, reply) => admit(state, request, reply)));
  // Bodies are taken as bytes: what they must be is said by parse-graphql-request.ts.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.route({ method: ['GET', 'POST'], url: '*', handler: (request, reply) => answer(state, request, reply) });
  app.setErrorHandler(async (error, request, reply) => {
    const { visit, id: correlationId, raw } = request;
    const answered = await answerToError(state, error, { visit, correlationId, isGone: raw.socket.destroyed });
    return send(state, reply, answered);
  });
}

/** The request's visit, begun on the first call. */
function visitOf(state: ListenerState, request: FastifyRequest, reply: FastifyReply): Visit {
  const known = request.visit;
  if (known !== undefined) {
    return known;
  }
  const visit = beginVisit(request.raw, reply.raw, request.id, state.place);
  request.visit = visit;
  reply.header(correlationIdHeader, request.id);
  reply.header('vary', 'accept');
  return visit;
}

/** Answers at once what can be answered without the body. */
async function admit(state: ListenerState, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const answer = await answerHead(state, visitOf(state, request, reply));
  return answer && send(state, reply, answer);
}

async function answer(state: ListenerState, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const visit = visitOf(state, request, reply);
  await answerInTurn(state, { visit, body: request.body, deliver: (answered) => send(state, reply, answered) });
  return reply;
}

function send(state: ListenerState, reply: FastifyReply, answer: ClientAnswer): FastifyReply {
  for (const [name, value] of answer.headers) {
    reply.header(name, name === 'vary' ? `${String(reply.getHeader('vary'))}, ${value}` : value);
  }
  for (const [name, value] of reply.request.visit?.answerHeaders ?? []) {
    reply.header(name, value);
  }
  if (state.draining) {
    reply.header('connection', 'close');
  }
  return reply.code(answer.status).send(answerPayload(answer));
}
