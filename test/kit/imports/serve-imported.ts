import { createGateway, createLogger, defaultPolicy } from '@facet/gateway';
import { composeClientGraph } from '@facet/schema';
import type { GraphQLSchema } from 'graphql';
import type { ImportedDocument } from './import-document.js';

/** Imported subgraphs behind one gateway, each in a client graph of its own. */
export interface ServedImports<Name extends string> {
  readonly graphs: Readonly<Record<Name, ServedImport>>;
  stop(): Promise<void>;
}

/** A client graph of one imported subgraph. */
export interface ServedImport {
  readonly endpoint: string;
  /** What clients see. */
  readonly schema: GraphQLSchema;
}

/** A subgraph, and where all of its sources are. */
export interface ServableImport {
  readonly imported: ImportedDocument;
  readonly url: string;
  /** Whether the gateway answers for the service itself. */
  readonly isMocked?: boolean;
}

const otherSource = 'other';

/** Serves imported subgraphs, by any names. One gateway for all of them, as starting one takes longer than the rest. */
export async function serveImports<Name extends string>(
  imports: Readonly<Record<Name, ServableImport>>,
): Promise<ServedImports<Name>> {
  const all = Object.entries<ServableImport>(imports).map(([key, servable], index) => ({
    key,
    ...servable,
    name: `imported_${index}`,
    path: `/${index}/graphql`,
  }));
  const composed = await Promise.all(all.map(async (one) => ({ ...one, ...(await compose(one.name, one.imported)) })));
  const sources = Object.fromEntries(
    composed.map(({ name, imported, url, isMocked = false }) => [name, { ...sourceOf(imported, url), mock: isMocked }]),
  );
  const policy = defaultPolicy();
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 1_048_576, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: {
        all: { timeoutMs: 10_000, maxAnswerBytes: 10_485_760 },
        each: { ...sources, [otherSource]: { url: 'http://127.0.0.1:1' } },
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
      clientGraphs: composed.map(({ name, path, supergraph }) => ({
        name,
        path,
        corsOrigins: [],
        maskErrors: 'unexpected' as const,
        policy: { ...policy, limits: { ...policy.limits, maxDepth: 100, maxAliases: 1000 } },
        validationRules: [],
        supergraph: { file: 'supergraph.graphql', sdl: supergraph },
        local: undefined,
      })),
    },
    { log: createLogger({ level: 'silent', format: 'json' }, { write: () => true }) },
  );
  const { public: address } = await gateway.start();
  const graphs = Object.fromEntries(
    composed.map(({ key, path, schema }): [string, ServedImport] => [key, { endpoint: address.url + path, schema }]),
  );
  return { graphs: graphs as Record<Name, ServedImport>, stop: () => gateway.stop() };
}

async function compose(name: string, { sdl, file }: ImportedDocument) {
  const shared = [
    { name, url: '', file, sdl },
    { name: otherSource, url: '', file: 'other.graphql', sdl: 'type Query { other: Boolean }' },
  ];
  const contract = { include: [], exclude: [] };
  const { supergraph, apiSchema, problems } = await composeClientGraph({ name, shared, contract });
  if (supergraph === undefined || apiSchema === undefined) throw new Error(JSON.stringify(problems));
  return { supergraph, schema: apiSchema };
}

function sourceOf({ sdl }: ImportedDocument, url: string) {
  const names = [...sdl.matchAll(/@(?:source|soapSource)\(\s*name: "([^"]+)"/g)].map(([, name = '']) => name);
  return { connectors: Object.fromEntries(names.map((name) => [name, { url, config: credentials(sdl) }])) };
}

/** A value for every secret that the subgraph takes from its configuration. */
function credentials(sdl: string): Record<string, string> {
  return Object.fromEntries([...sdl.matchAll(/\$config\.(\w+)/g)].map(([, name = '']) => [name, 'dXNlcjpzZWNyZXQ=']));
}
