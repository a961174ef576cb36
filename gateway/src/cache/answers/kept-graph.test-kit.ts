import { anonymous, type Identity } from '../../auth/identity.js';
import { startClientGraph } from '../../client-graph/start-client-graph.js';
import { createPublicListener } from '../../edge/public-listener.js';
import { startTestEngine, type TestSubgraph } from '../../executor/engine.test-kit.js';
import { createLogger } from '../../telemetry/logger.js';
import { createMetrics } from '../../telemetry/metrics.js';
import { createMemoryStore } from '../memory/memory-store.js';
import type { CacheStore } from '../store.js';
import { type AnswerCacheOptions, createAnswerCache } from './answer-cache.js';
import { createAnswerMetrics } from './answer-metrics.js';

/** What subgraphs of tests write before `@cacheControl`. */
export const cacheControlLink = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.facet.example/cacheControl/v0.1", import: ["@cacheControl", "CacheControlScope"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }
`;

/** How the graph under test keeps answers. */
export interface KeptGraphOptions extends Partial<Omit<AnswerCacheOptions, 'store' | 'metrics' | 'clientGraph'>> {
  readonly store?: CacheStore;
  readonly surrogateKeyHeader?: string;
  /** Header and value that show a developer what the cache does. */
  readonly debugger?: { readonly header: string; readonly value: string };
  readonly authorization?: boolean;
}

/** What came back. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that its query asks for.
  readonly body: any;
}

/** One request. */
export interface KeptRequest {
  readonly method?: 'GET' | 'POST';
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whoever it is; default anonymous. `x-user` of the listener’s own gate. */
  readonly user?: string;
}

/** An identity for tests, as a token proves it. */
export function userNamed(name: string): Identity {
  return {
    ...anonymous,
    proof: 'token',
    subject: name,
    issuer: 'https://issuer.example',
    claims: Object.assign(Object.create(null), { sub: name, tenant: name.slice(0, 1) }),
    key: `user:${name}`,
  };
}

/** Starts a client graph that keeps answers, behind a real listener. */
export async function startKeptGraph(
  subgraphs: Readonly<Record<string, TestSubgraph>>,
  options: KeptGraphOptions = {},
) {
  const {
    store = createMemoryStore({ maxBytes: 10_000_000, maxEntryBytes: 1_000_000, now: options.now ?? Date.now }),
  } = options;
  const metrics = createMetrics();
  const { engine, fetches } = startTestEngine(subgraphs, {
    shareInFlight: true,
    keepAnswers: (parts) =>
      createAnswerCache(parts, {
        defaultMaxAgeSeconds: 0,
        maxAgeSeconds: 86_400,
        staleWhileRevalidateSeconds: 0,
        staleIfErrorSeconds: 0,
        vary: [],
        ...options,
        clientGraph: 'shop',
        store,
        metrics: createAnswerMetrics(metrics, 'shop'),
      }),
  });
  const log = createLogger({ level: 'silent', format: 'json' });
  const graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    engine,
    validationRules: [],
    batching: { enabled: true, maxOperations: 10 },
    surrogateKeyHeader: options.surrogateKeyHeader,
    debugger: options.debugger,
    log,
  });
  const listener = createPublicListener({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 1_000_000,
    shutdownGraceMs: 1000,
    graphiql: false,
    clientGraphs: [graph],
    gates: [
      {
        name: 'identity',
        admitHead(visit) {
          const user = visit.headers.get('x-user');
          visit.identity = user === undefined ? anonymous : userNamed(user);
          return undefined;
        },
      },
    ],
    log,
  });
  const { url } = await listener.start();
  return {
    store,
    metrics,
    /** What sources were asked for. */
    fetches,
    endpoint: `${url}/shop`,
    async ask(query: string, request: KeptRequest = {}): Promise<KeptAnswer> {
      const { method = 'POST', variables = {}, user } = request;
      const headers = { accept: 'application/json', ...(user && { 'x-user': user }), ...request.headers };
      const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
      const response =
        method === 'GET'
          ? await fetch(`${url}/shop?${search}`, { headers: { 'apollo-require-preflight': 'true', ...headers } })
          : await fetch(`${url}/shop`, {
              method,
              headers: { 'content-type': 'application/json', ...headers },
              body: JSON.stringify({ query, variables }),
            });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
    },
    async stop() {
      await listener.stop();
      await graph.stop();
      await engine.close();
      await store.close();
    },
  };
}
