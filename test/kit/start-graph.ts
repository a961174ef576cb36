import { createGateway, createLogger, defaultPolicy, type GatewaySettings, type LocalResolvers } from '@facet/gateway';
import { composeClientGraph } from '@facet/schema';
import type { LogEntry } from './start-shop.js';

/** A client graph whose own subgraph is resolved in the test's own process. */
export interface GraphOptions {
  /** The subgraph; its federation directives are linked. */
  readonly sdl: string;
  readonly resolvers: LocalResolvers;
  /** Subgraphs beside it, reached over HTTP. */
  readonly shared?: readonly SharedSubgraph[];
  /** Bounds on one call to a source. Default one second and 1 MiB. */
  readonly sourceLimits?: Partial<GatewaySettings['sources']['all']>;
  /** What the listener has otherwise than the defaults of `facet.yaml`. */
  readonly server?: Partial<GatewaySettings['server']>;
}

/** A subgraph over HTTP; its federation directives are linked. */
export interface SharedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** A gateway that serves it on a free port. */
export interface RunningGraph {
  /** Where it answers. */
  readonly endpoint: string;
  /** The listener's port. */
  readonly port: number;
  readonly path: string;
  /** What the gateway logged so far, one entry for each line. */
  readonly log: readonly LogEntry[];
  stop(): Promise<void>;
}

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable", "@external", "@requires", "@tag"])\n';

/** Composes the subgraph and starts a gateway over it. */
export async function startGraph(options: GraphOptions): Promise<RunningGraph> {
  const local = { name: 'own', sdl: link + options.sdl, resolvers: options.resolvers };
  const own = { name: local.name, url: 'local:own', file: 'own.graphql', sdl: local.sdl };
  const contract = { include: [], exclude: [] };
  const shared = (options.shared ?? []).map((one) => ({ ...one, file: `${one.name}.graphql`, sdl: link + one.sdl }));
  const { supergraph, problems } = await composeClientGraph({ name: 'graph', shared, own, contract });
  if (supergraph === undefined) throw new Error(JSON.stringify(problems));
  const path = '/graphql';
  const log: LogEntry[] = [];
  const gateway = createGateway(
    {
      server: {
        host: '127.0.0.1',
        port: 0,
        maxBodyBytes: 1_048_576,
        shutdownGraceMs: 1000,
        graphiql: false,
        ...options.server,
      },
      admin: undefined,
      httpClient: {},
      sources: { all: { timeoutMs: 1000, maxAnswerBytes: 1_048_576, ...options.sourceLimits }, each: {} },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 3000,
        maxWaiting: 100,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_048_576,
      },
      clientGraphs: [
        {
          name: 'graph',
          path,
          corsOrigins: [],
          maskErrors: 'unexpected',
          // Tests of the protocol introspect, as tools do.
          policy: { ...defaultPolicy(), introspection: { allowed: true, scope: undefined } },
          validationRules: [],
          supergraph: { file: 'supergraph.graphql', sdl: supergraph },
          local,
        },
      ],
    },
    { log: createLogger({ level: 'info', format: 'json' }, { write: (line) => log.push(JSON.parse(line)) }) },
  );
  const { url, port } = (await gateway.start()).public;
  return { endpoint: `${url}${path}`, port, path, log, stop: () => gateway.stop() };
}
