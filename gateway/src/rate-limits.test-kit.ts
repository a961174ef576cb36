import type { GatewaySettings } from './assembly/gateway-settings.js';

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
enum join__Graph { OWN @join__graph(name: "bff-shop", url: "local:bff-shop") }
type Query @join__type(graph: OWN) { greeting: String! }
`;

/** Settings of a gateway that answers `{ greeting }` at `/shop`. */
export function greetingSettings(resolvers: { readonly greeting: () => string }): GatewaySettings {
  return {
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
    clientGraphs: [
      {
        name: 'shop',
        path: '/shop',
        corsOrigins: [],
        maskErrors: 'unexpected',
        validationRules: [],
        supergraph: { file: 'shop.graphql', sdl: supergraph },
        local: { name: 'bff-shop', sdl: 'type Query { greeting: String! }', resolvers: { Query: resolvers } },
      },
    ],
  };
}
