import { ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLSchema, parse } from 'graphql';
import { type Caller, type Identify, nobody } from './caller.js';
import { readSourceFile } from './source-file.js';
import type { SourceTools } from './source-server.js';
import type { GatewayTrust } from './trust-gateway.js';

/** Functions of one type's fields; each says for itself what source, arguments and context it takes. */
type FieldResolvers = Readonly<Record<string, (source: never, args: never, context: never) => unknown>>;

/** What a GraphQL source adds to the common server. */
export interface GraphqlDefinition<TContext extends BaseContext> {
  /** Folder of the source below `subgraphs/`, where its `schema.graphql` is. */
  readonly name: string;
  /** By type, then by field. */
  readonly resolvers: Readonly<Record<string, FieldResolvers>>;
  /** Makes what one request needs for itself: DataLoaders, and who it is from. */
  readonly createContext: (caller: Caller) => TContext;
  /** Default: everybody is nobody in particular. */
  readonly identify?: Identify | undefined;
  /** Refuses requests before anything of them is read. Default: none is refused. */
  readonly onRequest?: GatewayTrust['onRequest'] | undefined;
}

/**
 * Adds `POST /graphql` and `GET /graphql`, a federation subgraph made of `<name>/schema.graphql` and resolvers.
 *
 * Apollo Server keeps the GraphQL-over-HTTP rules; this only carries requests to it.
 */
export async function registerGraphql<TContext extends BaseContext>(
  server: FastifyInstance,
  tools: SourceTools,
  definition: GraphqlDefinition<TContext>,
): Promise<void> {
  const { identify = () => nobody } = definition;
  const typeDefs = parse(await readSourceFile(definition.name, 'schema.graphql'));
  // The library's own type of resolvers holds enum values and scalars too, and knows no context.
  const module = { typeDefs, resolvers: definition.resolvers } as Parameters<typeof buildSubgraphSchema>[0];
  const schema = buildSubgraphSchema(module);
  const apollo = await startApollo<TContext>(schema);
  server.addHook('onClose', () => apollo.stop());
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    ...(definition.onRequest === undefined ? {} : { onRequest: definition.onRequest }),
    handler: async (request, reply) => {
      tools.record(request, graphqlDetails(request.body));
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: toApolloRequest(request),
        context: async () => definition.createContext(identify(request)),
      });
      return send(reply, answer);
    },
  });
}

async function startApollo<TContext extends BaseContext>(schema: GraphQLSchema): Promise<ApolloServer<TContext>> {
  const apollo = new ApolloServer<TContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // Browsers get no page, which would come from a CDN, and nothing is reported to anyone, whatever the environment says.
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginUsageReportingDisabled()],
    // The launcher stops every source itself.
    stopOnTerminationSignals: false,
    // What is worth saying at the start is said by the launcher.
    logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  await apollo.start();
  return apollo;
}

function toApolloRequest(request: FastifyRequest) {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const search = request.url.indexOf('?');
  return { method: request.method, headers, search: search < 0 ? '' : request.url.slice(search), body: request.body };
}

type ApolloAnswer = Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>;

function send(reply: FastifyReply, answer: ApolloAnswer): FastifyReply {
  // Answers come in chunks only for @defer, which no schema here offers.
  if (answer.body.kind !== 'complete') throw new TypeError('Cannot send a GraphQL answer in chunks');
  for (const [name, value] of answer.headers) reply.header(name, value);
  return reply.code(answer.status ?? 200).send(answer.body.string);
}

/** The operation's name and the number of representations; a body that is no GraphQL request counts as one. */
function graphqlDetails(body: unknown): { operation: string | undefined; itemCount: number } {
  const { operationName, query, variables } = (body ?? {}) as Record<string, unknown>;
  const named = typeof query === 'string' ? /^\s*(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1] : undefined;
  const representations = (variables as { representations?: unknown } | null | undefined)?.representations;
  return {
    operation: typeof operationName === 'string' ? operationName : named,
    itemCount: Array.isArray(representations) ? representations.length : 1,
  };
}
