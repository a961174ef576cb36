import type { z } from 'zod';
import type { ClientGraphSettings } from '../assembly/gateway-settings.js';
import { authConfig } from '../config/auth-config.js';
import { createGateway } from '../gateway.js';
import { createLogger } from '../telemetry/logger.js';

/** A gateway whose one client graph answers `{ caller }` with the subject of who asks. For tests. */
export interface TestGateway {
  readonly endpoint: string;
  readonly lines: Record<string, unknown>[];
  stop(): Promise<void>;
}

/** A supergraph with one subgraph, which is resolved in process. */
const supergraph = `
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) {
  query: Query
}
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { OWN @join__graph(name: "bff-mobile", url: "local:bff-mobile") }
type Query @join__type(graph: OWN) { caller: String }
`;

/** Starts it on a free port. */
export async function startIdentityGateway(options: {
  readonly auth: z.input<typeof authConfig>;
  readonly callers: NonNullable<ClientGraphSettings['callers']>;
}): Promise<TestGateway> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const gateway = createGateway(
    {
      server: { host: '127.0.0.1', port: 0, maxBodyBytes: 10_000, shutdownGraceMs: 1000, graphiql: false },
      admin: undefined,
      httpClient: {},
      sources: { all: { timeoutMs: 1000, maxAnswerBytes: 10_000 }, each: {} },
      environment: {},
      planner: {
        threads: 1,
        timeoutMs: 5000,
        maxWaiting: 10,
        pathsLimit: 500,
        maxThreadBytes: 536_870_912,
        maxCacheBytes: 1_000_000,
      },
      auth: authConfig.parse(options.auth),
      clientGraphs: [
        {
          name: 'mobile',
          path: '/mobile/graphql',
          corsOrigins: [],
          callers: options.callers,
          maskErrors: 'unexpected',
          batching: { enabled: true, maxOperations: 2 },
          validationRules: [],
          supergraph: { file: 'mobile.graphql', sdl: supergraph },
          local: {
            name: 'bff-mobile',
            sdl: 'type Query { caller: String }',
            resolvers: { Query: { caller: (_root, _args, { request }) => request.identity.subject ?? null } },
          },
        },
      ],
    },
    { log: createLogger({ level: 'info', format: 'json' }, { write }) },
  );
  const { public: address } = await gateway.start();
  return { endpoint: `${address.url}/mobile/graphql`, lines, stop: () => gateway.stop() };
}
