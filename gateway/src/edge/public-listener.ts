import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { type FastifyCorsOptions, fastifyCors } from '@fastify/cors';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { ClientAnswer } from '../client-graph/client-graph.js';
import { listenError } from '../errors/listen-error.js';
import { presentError } from '../errors/present-error.js';
import { type Log, requestLog } from '../telemetry/logger.js';
import { admitRequest } from './admit-request.js';
import { answerBrokenRequest } from './answer-broken-request.js';
import { answerRequest, type ServedGraph } from './answer-request.js';
import type { CsrfMode } from './check-csrf.js';
import { type ConnectionTimeouts, connectionTimeouts } from './connection-timeouts.js';
import { chooseCorrelationId, correlationIdHeader } from './correlation-id.js';
import { corsPolicy } from './cors.js';
import { createExchanges, type Exchanges } from './exchanges.js';
import { admitHead, admitOperation, type Gate } from './gate.js';
import { type GraphiqlPage, renderGraphiqlPage } from './graphiql-page.js';
import { type Listener, listenerAddress } from './listener.js';
import type { GraphqlRequest } from './parse-graphql-request.js';
import { errorAnswer, type Refused, refusalAnswer, refuse } from './refusal.js';
import { refuseUnreadBody } from './refuse-unread-body.js';
import { beginVisit, type Visit } from './visit.js';
import { blockedByGate, observeWithAll, type VisitObserver } from './visit-observer.js';

/** How the public listener is opened. */
export interface PublicListenerOptions {
  /** Address or name to listen on. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Largest request body, in bytes, that is read. Over it: BODY_TOO_LARGE. */
  readonly maxBodyBytes: number;
  /** How long requests in flight may go on after `stop()`, in milliseconds. Past it their connections are cut. */
  readonly shutdownGraceMs: number;
  /** Whether a browser that opens a client graph's path gets GraphiQL. */
  readonly graphiql: boolean;
  /** What is served, each at a path of its own. */
  readonly clientGraphs: readonly ServedGraph[];
  readonly log: Log;
  /** What every request has to pass, in order. Default none. */
  readonly gates?: readonly Gate[];
  /** Told of every request, in order. Default none. */
  readonly observers?: ReadonlyArray<Partial<VisitObserver>>;
  /** What keeps other sites' pages from sending operations by GET. Default `preflight`. */
  readonly csrf?: CsrfMode;
  /** Default: `connectionTimeouts`. */
  readonly timeouts?: Partial<ConnectionTimeouts>;
}

/** What the parts of one listener share. */
interface ListenerState {
  readonly options: PublicListenerOptions;
  readonly graphs: ReadonlyMap<string, ServedGraph>;
  readonly exchanges: Exchanges;
  readonly observer: VisitObserver;
  readonly visits: WeakMap<FastifyRequest, Visit>;
  readonly pages: Map<ServedGraph, Promise<GraphiqlPage>>;
  draining: boolean;
}

/**
 * Makes the listener that clients reach: GraphQL over HTTP at the path of each client graph, and nothing else.
 *
 * This is the one file of the edge that knows Fastify; what is decided is decided by the functions on plain values
 * beside it.
 */
export function createPublicListener(options: PublicListenerOptions): Listener {
  const state: ListenerState = {
    options,
    graphs: new Map(options.clientGraphs.map((graph) => [graph.path, graph])),
    exchanges: createExchanges(),
    observer: observeWithAll(options.observers ?? []),
    visits: new WeakMap(),
    pages: new Map(),
    draining: false,
  };
  const app = createApp(state);
  return {
    start: () => open(app, options),
    async stop() {
      state.draining = true;
      const closed = app.close();
      const grace = setTimeout(() => app.server.closeAllConnections(), options.shutdownGraceMs);
      await state.exchanges.whenNone();
      clearTimeout(grace);
      // What is left are connections without a request, which nobody needs to wait for.
      app.server.closeAllConnections();
      await closed;
    },
  };
}

async function open(app: FastifyInstance, { host, port }: PublicListenerOptions) {
  try {
    // Fastify would open "localhost" twice, for IPv4 and IPv6, and keep the second server to itself.
    const { address } = await lookup(host);
    await app.listen({ host: address, port });
  } catch (thrown) {
    throw listenError('public listener (server.host, server.port)', { host, port }, thrown);
  }
  const bound = app.server.address();
  return listenerAddress(host, typeof bound === 'object' && bound !== null ? bound.port : port);
}

function createApp(state: ListenerState): FastifyInstance {
  const { options } = state;
  const timeouts = { ...connectionTimeouts, ...options.timeouts };
  const app = fastify({
    bodyLimit: options.maxBodyBytes,
    requestTimeout: timeouts.requestTimeoutMs,
    keepAliveTimeout: timeouts.keepAliveTimeoutMs,
    http: {
      headersTimeout: timeouts.headersTimeoutMs,
      connectionsCheckingInterval: timeouts.checkingIntervalMs,
      // Node's own answer would be without body and correlation id; admitRequest() holds the rule.
      requireHostHeader: false,
    },
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
  return app;
}

/** Answers what Node's parser gave up on: bytes that never became a request, or a request whose body cannot be read on. */
function answerUnread({ exchanges, options }: ListenerState, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || !exchanges.isQuiet(socket)) {
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
  const policies = new Map(state.options.clientGraphs.map(({ path, corsOrigins }) => [path, corsPolicy(corsOrigins)]));
  const noPolicy = corsPolicy([]);
  app.addHook('onRequest', (request, reply, done) => {
    visitOf(state, request, reply);
    done();
  });
  app.register(fastifyCors, {
    delegator: (request: FastifyRequest, callback: (error: null, policy: FastifyCorsOptions) => void) =>
      callback(null, policies.get(state.visits.get(request)?.path ?? '') ?? noPolicy),
  });
  // After CORS, so that pages of allowed origins can read refusals too.
  app.after(() => app.addHook('onRequest', (request, reply) => admit(state, request, reply)));
  // Bodies are taken as bytes: what they must be is said by parse-graphql-request.ts.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.route({ method: ['GET', 'POST'], url: '*', handler: (request, reply) => answer(state, request, reply) });
  app.setErrorHandler((error, request, reply) => send(state, reply, answerToError(state, error, request)));
}

/** The request's visit, begun on the first call. */
function visitOf(state: ListenerState, request: FastifyRequest, reply: FastifyReply): Visit {
  const known = state.visits.get(request);
  if (known !== undefined) {
    return known;
  }
  const { graphs, exchanges, options, observer } = state;
  const visit = beginVisit(request.raw, reply.raw, request.id, { graphs, exchanges, log: options.log, observer });
  state.visits.set(request, visit);
  reply.header(correlationIdHeader, request.id);
  reply.header('vary', 'accept');
  return visit;
}

/** Answers at once what can be answered without the body. */
async function admit(state: ListenerState, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const visit = visitOf(state, request, reply);
  const admission = admitRequest(
    { method: request.method, httpVersion: request.raw.httpVersion, headers: visit.headers },
    {
      found: visit.graph !== undefined,
      draining: state.draining,
      graphiql: state.options.graphiql,
      csrf: state.options.csrf ?? 'preflight',
    },
  );
  visit.admission = admission;
  if (admission.kind === 'refused') {
    return send(state, reply, refusalAnswer(admission.refusal));
  }
  if (admission.kind === 'graphiql' && visit.graph !== undefined) {
    const { html, headers } = await graphiqlPage(state, visit.graph);
    return send(state, reply, { status: 200, headers, body: html });
  }
  const stopped = await admitHead(state.options.gates ?? [], visit);
  if (stopped === undefined) {
    return undefined;
  }
  await state.observer.blocked(visit, blockedByGate(stopped));
  return send(state, reply, refusalAnswer(stopped.refused.refusal, mediaTypeOf(visit)));
}

async function answer(state: ListenerState, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const visit = visitOf(state, request, reply);
  const { admission, graph, headers, search, exchange } = visit;
  if (admission?.kind !== 'graphql' || graph === undefined) {
    throw new TypeError('A request reached the handler without being admitted');
  }
  const answered = await answerRequest(graph, {
    method: admission.method,
    mediaType: admission.mediaType,
    headers,
    search,
    bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    correlationId: exchange.correlationId,
    signal: exchange.signal,
    identity: visit.identity,
    onOperation: (operation) => state.observer.answered(visit, operation),
    admit: (operation) => admitOne(state, visit, operation),
  });
  return send(state, reply, answered);
}

async function admitOne(state: ListenerState, visit: Visit, operation: GraphqlRequest): Promise<Refused | undefined> {
  visit.operationName = operation.operationName;
  const stopped = await admitOperation(state.options.gates ?? [], visit, operation);
  if (stopped !== undefined) {
    await state.observer.blocked(visit, blockedByGate(stopped, operation));
  }
  return stopped?.refused;
}

/** Answers what Fastify found wrong with a body, and what nobody expected. */
function answerToError(state: ListenerState, error: unknown, request: FastifyRequest): ClientAnswer {
  const visit = state.visits.get(request);
  const mediaType = visit && mediaTypeOf(visit);
  const refused = refuseUnreadBody(error, state.options.maxBodyBytes);
  if (refused !== undefined) {
    return refusalAnswer(refused.refusal, mediaType);
  }
  if (visit?.exchange.signal.aborted || request.raw.socket.destroyed) {
    // The client is gone: whatever stopped for that reason is no fault, and nobody reads this.
    return refusalAnswer(refuse('UNAVAILABLE', 'The connection was closed').refusal, mediaType);
  }
  return errorAnswer(500, presentError(error, requestLog(state.options.log, request.id)), mediaType);
}

function mediaTypeOf({ admission }: Visit): string | undefined {
  return admission?.kind === 'graphql' ? admission.mediaType : undefined;
}

function graphiqlPage(state: ListenerState, graph: ServedGraph): Promise<GraphiqlPage> {
  const page = state.pages.get(graph) ?? renderGraphiqlPage(graph);
  state.pages.set(graph, page);
  return page;
}

function send(state: ListenerState, reply: FastifyReply, { status, headers, body }: ClientAnswer): FastifyReply {
  for (const [name, value] of headers) {
    reply.header(name, name === 'vary' ? `${String(reply.getHeader('vary'))}, ${value}` : value);
  }
  if (state.draining) {
    reply.header('connection', 'close');
  }
  return reply.code(status).send(typeof body === 'string' || Buffer.isBuffer(body) ? body : Readable.from(body));
}
