import { createHash } from 'node:crypto';
import { anonymous, type ClientApp, type Identity } from './auth/identity.js';
import { type AnsweringPolicy, defaultPolicy } from './client-graph/answering-policy.js';
import type { BatchingPolicy } from './client-graph/client-graph.js';
import { noPersistedOperations, type PersistedOperations } from './client-graph/persisted-operations.js';
import { startClientGraph } from './client-graph/start-client-graph.js';
import type { Gate } from './edge/gate.js';
import { createPublicListener } from './edge/public-listener.js';
import type { BlockedVisit, VisitObserver } from './edge/visit.js';
import { observeWithAll } from './edge/visit-observer.js';
import { startTestEngine } from './executor/engine.test-kit.js';
import { createLogger } from './telemetry/logger.js';

/** The ways on which one operation comes in. */
export const waysIn = ['POST', 'GET', 'batch', 'persisted POST', 'persisted GET'] as const;

/** One of them. */
export type WayIn = (typeof waysIn)[number];

/** An operation to send. */
export interface Sent {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What came back for one operation. */
export interface Received {
  readonly status: number;
  readonly data?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that its query asks for.
  readonly errors?: any[];
}

/** How the graph under test is set up. */
export interface RuledGraphOptions {
  readonly limits?: Partial<AnsweringPolicy['limits']>;
  readonly introspection?: AnsweringPolicy['introspection'];
  readonly operations?: Partial<AnsweringPolicy['operations']>;
  readonly batching?: BatchingPolicy;
  readonly persisted?: PersistedOperations;
  readonly scopes?: readonly string[];
  readonly client?: ClientApp;
  /** Who is calling, beside scopes and client. */
  readonly identity?: Partial<Identity>;
  /** Asked after the caller is known. */
  readonly gates?: (observer: VisitObserver) => readonly Gate[];
  readonly cost?: AnsweringPolicy['cost'];
  /** Directives for the schema of the kit. */
  readonly sdl?: string;
}

const sdl = `
  input Filter { inner: Filter, tags: [String] }
  type Query { a(n: Int, f: Filter, l: [Int]): Query b: Query leaf: Int items(n: Int): [Query!]! broken: Int }
  type Mutation { set(n: Int): Int }
`;

/** Starts a client graph behind a real listener. Everything is anonymous unless scopes are given. */
export async function startRuledGraph(options: RuledGraphOptions = {}) {
  const query = { a: () => ({}), b: () => ({}), leaf: () => 1, items: many, broken };
  const { engine, fetches } = startTestEngine({
    own: { sdl: options.sdl ?? sdl, resolvers: { Query: query, Mutation: { set: () => 1 } } },
  });
  const lines: Record<string, unknown>[] = [];
  const log = createLogger(
    { level: 'warn', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  const standard = defaultPolicy();
  const registered = new Map<string, string>();
  const given = options.persisted ?? noPersistedOperations;
  const persisted: PersistedOperations = {
    ...given,
    byId(id) {
      const body = registered.get(id);
      return body === undefined ? given.byId(id) : { id, name: 'Q', type: 'query', body };
    },
  };
  const graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    engine,
    validationRules: [],
    policy: {
      limits: { ...standard.limits, ...options.limits },
      introspection: options.introspection ?? { allowed: true, scope: undefined },
      operations: { ...standard.operations, ...options.operations },
      ...(options.cost && { cost: options.cost }),
    },
    batching: options.batching ?? { enabled: true, maxOperations: 10 },
    persisted: () => persisted,
    log,
  });
  const blocked: BlockedVisit[] = [];
  const identity: Identity = {
    ...anonymous,
    scopes: new Set(options.scopes),
    client: options.client ?? anonymous.client,
    ...options.identity,
  };
  const observer = observeWithAll([{ blocked: (_visit, one) => void blocked.push(one) }]);
  const listener = createPublicListener({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 20_000_000,
    shutdownGraceMs: 1000,
    graphiql: false,
    clientGraphs: [graph],
    gates: [
      {
        name: 'identity',
        admitHead(visit) {
          visit.identity = identity;
          return undefined;
        },
      },
      ...(options.gates?.(observer) ?? []),
    ],
    observer,
    log,
  });
  const { url } = await listener.start();
  const endpoint = `${url}/shop`;
  return {
    endpoint,
    blocked,
    /** What was logged, from warnings on. */
    lines,
    fetches,
    /** Sends an operation on one of the ways; persisted ones are made known first. */
    async send(way: WayIn, sent: Sent): Promise<Received> {
      const id = createHash('sha256').update(sent.query).digest('hex');
      if (way.startsWith('persisted')) {
        registered.set(id, sent.query);
      }
      return sendOn(way, endpoint, { ...sent, id });
    },
    async stop() {
      await listener.stop();
      await graph.stop();
      await engine.close();
    },
  };
}

function many(_parent: unknown, { n }: { n: number }): unknown[] {
  return Array.from({ length: n }, () => ({}));
}

function broken(): never {
  throw new Error('broken');
}

async function sendOn(way: WayIn, endpoint: string, sent: Sent & { readonly id: string }): Promise<Received> {
  const { query, id, variables } = sent;
  const named = way.startsWith('persisted') ? { documentId: `sha256:${id}` } : { query };
  if (way.endsWith('GET')) {
    return get(endpoint, { ...named, ...(variables && { variables: JSON.stringify(variables) }) });
  }
  const request = { ...named, ...(variables && { variables }) };
  if (way === 'batch') {
    const { status, body } = await post(endpoint, [{ query: '{ leaf }' }, request]);
    const [first, second] = body as readonly [object, object];
    if (JSON.stringify(first) !== '{"data":{"leaf":1}}') {
      throw new Error(`The other operation of the batch suffered: ${JSON.stringify(first)}`);
    }
    return { status, ...second };
  }
  const { status, body } = await post(endpoint, request);
  return { status, ...(body as object) };
}

/** Posts JSON, and reads JSON. */
export async function post(endpoint: string, request: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: typeof request === 'string' ? request : JSON.stringify(request),
  });
  return { status: response.status, body: await response.json() };
}

/** Asks by GET. */
export async function get(endpoint: string, parameters: Readonly<Record<string, string>>): Promise<Received> {
  const response = await fetch(`${endpoint}?${new URLSearchParams(parameters)}`, {
    headers: { accept: 'application/graphql-response+json', 'x-apollo-operation-name': 'Q' },
  });
  return { status: response.status, ...((await response.json()) as object) };
}
