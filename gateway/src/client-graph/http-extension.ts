import { GraphQLError, type GraphQLErrorOptions, type GraphQLFormattedError } from 'graphql';

/** The `extensions.http` of errors, kept where Apollo Server does not look. */
const kept = new WeakMap<object, unknown>();

/**
 * Makes an error of a source for Apollo Server. Its `extensions.http`, where connectors tell the service's status, would
 * be taken for an order to answer the client with that status, and be removed; so it is left out here and put back by
 * `formatWithHttpExtension()`. The status of an answer is chosen at the edge alone.
 */
export function createSourceGraphqlError(message: string, options: GraphQLErrorOptions): GraphQLError {
  const { http, ...extensions } = options.extensions ?? {};
  const error = new GraphQLError(message, { ...options, extensions });
  if (http !== undefined) {
    kept.set(error, http);
  }
  return error;
}

/** Apollo Server's `formatError`: the error as it would be sent, with what was kept of it. */
export function formatWithHttpExtension(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const http = typeof error === 'object' && error !== null ? kept.get(error) : undefined;
  return http === undefined ? formatted : { ...formatted, extensions: { ...formatted.extensions, http } };
}
