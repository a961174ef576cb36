import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, type GraphQLError, type GraphQLFieldResolver, parse } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import type {
  FetchInput,
  PreparedFetch,
  Source,
  SourceAnswer,
  SourceError,
  SourceRequest,
} from '../../executor/source.js';
import { unknownResolvers } from './unknown-resolvers.js';

/** Resolvers by type and field, with `__resolveReference` for entities, as @apollo/subgraph takes them. */
export type LocalResolvers = Readonly<Record<string, Readonly<Record<string, LocalResolver>>>>;

/** A field resolver, or `__resolveReference`. */
// biome-ignore lint/suspicious/noExplicitAny: each resolver knows the parent and arguments of its own field.
export type LocalResolver = (...args: any[]) => unknown;

/** The context value that local resolvers get. */
export interface LocalContext {
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
}

/** Settings of a client graph's own subgraph. */
export interface LocalSourceOptions {
  readonly name: string;
  /** The subgraph's SDL, with its federation directives. */
  readonly sdl: string;
  readonly resolvers: LocalResolvers;
}

/**
 * A client graph's own subgraph, executed in process with graphql-js. An object that a plan hands over for an entity is
 * its parent value unless the type has a `__resolveReference`.
 *
 * @throws {GatewayError} CLIENT_GRAPH_INVALID when the SDL and the resolvers do not fit together.
 */
export function createLocalSource(options: LocalSourceOptions): Source {
  const schema = buildSchema(options);
  return {
    name: options.name,
    kind: 'local',
    prepare: (operation): PreparedFetch => {
      const document = parse(operation.text, { noLocation: true });
      return (input) => run(document, input, schema);
    },
    probe: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

type LocalSchema = ReturnType<typeof buildSubgraphSchema>;

function buildSchema(options: LocalSourceOptions): LocalSchema {
  const schema = buildWithResolvers(options);
  const unknown = unknownResolvers(schema, options.resolvers);
  if (unknown.length > 0) {
    throw new GatewayError(
      'CLIENT_GRAPH_INVALID',
      `Cannot build the subgraph "${options.name}": it has resolvers for what its schema does not have: ${unknown.join(', ')}`,
      { source: options.name },
    );
  }
  return schema;
}

function buildWithResolvers(options: LocalSourceOptions): LocalSchema {
  try {
    return buildSubgraphSchema({
      typeDefs: parse(options.sdl),
      resolvers: options.resolvers as Record<string, Record<string, GraphQLFieldResolver<unknown, unknown>>>,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('CLIENT_GRAPH_INVALID', `Cannot build the subgraph "${options.name}": ${reason}`, {
      cause: error,
      source: options.name,
    });
  }
}

async function run(document: DocumentNode, input: FetchInput, schema: LocalSchema): Promise<SourceAnswer> {
  const representations = input.representations;
  const context: LocalContext = { request: input.request, signal: input.signal };
  const result = await execute({
    schema,
    document,
    contextValue: context,
    variableValues:
      representations === undefined
        ? input.variables
        : { ...input.variables, representations: JSON.parse(representations.list()) },
  });
  return { data: result.data, errors: (result.errors ?? []).map(toSourceError) };
}

/** What a resolver threw on purpose (an error with a code) is for the client; anything else is a fault of ours. */
function toSourceError(error: GraphQLError): SourceError {
  const path = error.path === undefined ? {} : { path: error.path };
  return typeof error.extensions['code'] === 'string'
    ? { message: error.message, extensions: error.extensions, ...path }
    : { message: error.message, failure: error.originalError ?? error, ...path };
}
