import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import { GatewayError } from '../errors/gateway-error.js';

/**
 * Parses supergraph SDL.
 *
 * @param sdl The text.
 * @param file Where it came from, for messages.
 * @throws {GatewayError} SUPERGRAPH_INVALID with file, line and column when the text is not GraphQL.
 */
export function parseSupergraph(sdl: string, file: string): DocumentNode {
  try {
    return parse(new Source(sdl, file));
  } catch (error) {
    throw supergraphInvalid(error, file);
  }
}

/**
 * Turns whatever reading a supergraph threw into one error that says where.
 *
 * The libraries throw a GraphQLError, or an Error with `causes`, each a GraphQLError with or without locations.
 */
export function supergraphInvalid(error: unknown, file: string): GatewayError {
  const causes = hasCauses(error) ? error.causes : [error];
  const lines = causes.map((cause) => describe(cause, file));
  return new GatewayError('SUPERGRAPH_INVALID', `Cannot read the supergraph: ${lines.join('; ')}`, { cause: error });
}

function hasCauses(error: unknown): error is Error & { readonly causes: readonly unknown[] } {
  return error instanceof Error && 'causes' in error && Array.isArray(error.causes) && error.causes.length > 0;
}

function describe(error: unknown, file: string): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  const location = error instanceof GraphQLError ? error.locations?.[0] : undefined;
  return location === undefined ? `${file}: ${message}` : `${file}:${location.line}:${location.column}: ${message}`;
}
