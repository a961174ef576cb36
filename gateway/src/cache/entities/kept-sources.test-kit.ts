import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { anonymous } from '../../auth/identity.js';
import { startClientGraph } from '../../client-graph/start-client-graph.js';
import { answerCacheConfig } from '../../config/answer-cache-config.js';
import { sourceCacheConfig } from '../../config/source-cache-config.js';
import { createPublicListener } from '../../edge/public-listener.js';
import { createEngine, type EngineOptions } from '../../executor/engine.js';
import { connectorsLibrary } from '../../sources/connectors-library.js';
import { createSource, type OneSourceSettings } from '../../sources/create-source.js';
import { createLogger, type Log } from '../../telemetry/logger.js';
import { createMetrics, type Metrics } from '../../telemetry/metrics.js';
import { createHttpClient, type HttpClient } from '../../upstream/http-client.js';
import { createAnswerCache } from '../answers/answer-cache.js';
import { createAnswerMetrics } from '../answers/answer-metrics.js';
import { type KeptAnswer, type KeptRequest, userNamed } from '../answers/kept-graph.test-kit.js';
import { createMemoryStore } from '../memory/memory-store.js';
import type { CacheStore } from '../store.js';
import { createEntityCache } from './entity-cache.js';
import { createPartMetrics } from './entity-metrics.js';
import type { SourceCacheSettings } from './source-cache-settings.js';
import type { TestSource } from './test-source.test-kit.js';

/** How the graph under test keeps what its sources answer. */
export interface KeptSourcesOptions {
  /** GraphQL sources, by name. */
  readonly sources?: Readonly<Record<string, TestSource>>;
  /** Further subgraphs, such as those with connectors, by name, with their settings. */
  readonly subgraphs?: Readonly<Record<string, { readonly sdl: string; readonly settings: OneSourceSettings }>>;
  /** By the source's name. Those not named keep nothing. */
  readonly cache: Readonly<Record<string, Partial<SourceCacheSettings>>>;
  readonly privateClaim?: string;
  readonly store?: CacheStore;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly shareInFlight?: boolean;
  /** Whether whole answers are kept, too. Default false. */
  readonly keepsAnswers?: boolean;
  /** Whether developers may look on, by `facet-debug: a-secret-of-16-chars`. Default false. */
  readonly debugger?: boolean;
}

/** A client graph behind a real listener, over real sources. */
export interface KeptSources {
  readonly url: string;
  readonly store: CacheStore;
  ask(query: string, request?: KeptRequest): Promise<KeptAnswer>;
  /** What has become of the parts of a source. */
  counted(source: string, kind?: 'entities' | 'root_fetches'): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startKeptSources(options: KeptSourcesOptions): Promise<KeptSources> {
  const { sources = {}, now = Date.now } = options;
  const store = options.store ?? createMemoryStore({ maxBytes: 10_000_000, maxEntryBytes: 1_000_000, now });
  const metrics = createMetrics();
  const log = createLogger({ level: 'silent', format: 'json' });
  const httpClient = createHttpClient();
  const engine = createEngine(engineOptions(options, { store, metrics, log, httpClient }));
  const graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    engine,
    validationRules: [],
    ...(options.debugger && { debugger: { header: 'facet-debug', value: 'a-secret-of-16-chars' } }),
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
    url: `${url}/shop`,
    store,
    async ask(query, { variables = {}, user, headers = {} } = {}) {
      const response = await fetch(`${url}/shop`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(user !== undefined && { 'x-user': user }), ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    async counted(source, kind = 'entities') {
      const lines = (await metrics.expose()).text
        .split('\n')
        .filter((line) => line.startsWith(`facet_cache_${kind}_total{`));
      const own = lines.filter((line) => line.includes(`source="${source}"`));
      return Object.fromEntries(
        own
          .map((line) => [/result="([^"]+)"/.exec(line)?.[1] ?? '', Number(line.split(' ').at(-1))] as const)
          .filter(([, count]) => count > 0),
      );
    },
    async stop() {
      await listener.stop();
      await graph.stop();
      await engine.close();
      await store.close();
      await Promise.all(Object.values(sources).map((source) => source.stop()));
      await httpClient.close();
    },
  };
}

interface EngineParts {
  readonly store: CacheStore;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly httpClient: HttpClient;
}

function engineOptions(options: KeptSourcesOptions, { store, metrics, log, httpClient }: EngineParts): EngineOptions {
  const { sources = {}, subgraphs = {}, cache, privateClaim, now, random, shareInFlight = false } = options;
  const clocks = { ...(now && { now }), ...(random && { random }) };
  const settings = Object.entries(cache).map(
    ([name, given]) => [name, { ...sourceCacheConfig.parse({ entities: true }), ...given }] as const,
  );
  const entityCache = createEntityCache({
    store,
    sources: new Map(settings),
    metricsOf: createPartMetrics(metrics),
    ...clocks,
  });
  const answers: EngineOptions['keepAnswers'] = (parts) =>
    createAnswerCache(parts, {
      ...answerCacheConfig.parse({ answers: true }),
      privateClaim,
      clientGraph: 'shop',
      store,
      metrics: createAnswerMetrics(metrics, 'shop'),
      ...clocks,
    });
  const each = Object.fromEntries(Object.entries(subgraphs).map(([name, subgraph]) => [name, subgraph.settings]));
  const all = { timeoutMs: 2000, maxAnswerBytes: 100_000 };
  return {
    supergraphSdl: compose({ ...sources, ...subgraphs }),
    createSource: (subgraph) =>
      createSource(subgraph, {
        settings: { all, each },
        local: undefined,
        environment: {},
        connectors: connectorsLibrary,
        httpClient,
        log,
      }),
    keepFetches: entityCache.keeperOf({ privateClaim }),
    ...(options.keepsAnswers && { keepAnswers: answers }),
    shareInFlight,
  };
}

function compose(subgraphs: Readonly<Record<string, { readonly sdl: string; readonly url?: string }>>): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(subgraphs).map(([name, { sdl, url = '' }]) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) {
    throw new Error(errors?.map(({ message }) => message).join('\n'));
  }
  return supergraphSdl;
}
