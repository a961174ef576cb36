import { createGateway, createLogger, defaultPolicy } from '@facet/gateway';
import { composeClientGraph } from '@facet/schema';
import type { GraphQLSchema } from 'graphql';
import type { ImportedDocument } from './import-document.js';

/** An imported subgraph behind a gateway. */
export interface ServedImport {
  readonly endpoint: string;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  stop(): Promise<void>;
}

/** Serves an imported subgraph whose sources are all at `url`. */
export async function serveImported({ sdl, file }: ImportedDocument, url: string): Promise<ServedImport> {
  const shared = [
    { name: 'imported', url: '', file, sdl },
    { name: 'other', url: '', file: 'other.graphql', sdl: 'type Query { other: Boolean }' },
  ];
  const contract = { include: [], exclude: [] };
  const { supergraph, apiSchema, problems } = await composeClientGraph({ name: 'graph', shared, contract });
  if (supergraph === undefined || apiSchema === undefined) throw new Error(JSON.stringify(problems));
  const names = [...sdl.matchAll(/@(?:source|soapSource)\(\s*name: "([^"]+)"/g)].map(([, name = '']) => name);
  const settings = Object.fromEntries(names.map((name) => [name, { url, config: credentials(sdl) }]));
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 1_048_576, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: {
        all: { timeoutMs: 10_000, maxAnswerBytes: 10_485_760 },
        each: { imported: { connectors: settings }, other: { url: 'http://127.0.0.1:1' } },
      },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 10_000,
        maxWaiting: 100,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_048_576,
      },
      clientGraphs: [
        {
          name: 'graph',
          path: '/graphql',
          corsOrigins: [],
          maskErrors: 'unexpected',
          policy: { ...defaultPolicy(), limits: { ...defaultPolicy().limits, maxDepth: 100, maxAliases: 1000 } },
          validationRules: [],
          supergraph: { file: 'supergraph.graphql', sdl: supergraph },
          local: undefined,
        },
      ],
    },
    { log: createLogger({ level: 'silent', format: 'json' }, { write: () => true }) },
  );
  const { public: address } = await gateway.start();
  return { endpoint: `${address.url}/graphql`, schema: apiSchema, stop: () => gateway.stop() };
}

/** A value for every secret that the subgraph takes from its configuration. */
function credentials(sdl: string): Record<string, string> {
  return Object.fromEntries([...sdl.matchAll(/\$config\.(\w+)/g)].map(([, name = '']) => [name, 'dXNlcjpzZWNyZXQ=']));
}
