import type { GraphQLDataSourceProcessOptions, SupergraphSdlHook } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';

/** What `new ApolloServer({ gateway })` takes. */
export type ApolloServerGateway = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

/** What Apollo Server says to its gateway when it starts. */
export type ApolloLoadOptions = Parameters<ApolloServerGateway['load']>[0];

/** What a gateway answers when it is loaded. */
export type ApolloLoadResult = Awaited<ReturnType<ApolloServerGateway['load']>>;

/** Executes one operation that Apollo Server has parsed and validated. */
export type ApolloExecutor = NonNullable<ApolloLoadResult['executor']>;

/** What Apollo Server knows of an operation. */
export type ApolloRequestContext = Parameters<ApolloExecutor>[0];

/** Told of each supergraph that is taken. */
export type SchemaListener = Parameters<ApolloServerGateway['onSchemaLoadOrUpdate']>[0];

/** What a supergraph manager gets of its gateway. */
export type ManagerTools = Parameters<SupergraphSdlHook>[0];

/** What a data source is told of a fetch that an operation causes. */
export type IncomingFetch = Extract<GraphQLDataSourceProcessOptions, { readonly incomingRequestContext: unknown }>;

/** What a data source is told of a fetch that no operation causes. */
export type GatewayFetch = Exclude<GraphQLDataSourceProcessOptions, IncomingFetch>;

/**
 * The values of Apollo's enum `GraphQLDataSourceRequestKind`, which @apollo/gateway does not export. Data sources compare
 * with them.
 */
export const requestKinds = {
  // `as`: TypeScript lets no string stand for a member of an enum.
  incomingOperation: 'incoming operation' as IncomingFetch['kind'],
  healthCheck: 'health check' as GatewayFetch['kind'],
} as const;

/** Text of the query that data sources are probed with; their hooks and subgraphs' logs know it. */
export const healthCheckQuery = 'query __ApolloServiceHealthCheck__ { __typename }';
