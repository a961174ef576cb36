import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';

/** Errors as they are sent, and the status they call for. */
export interface FormattedErrors {
  readonly errors: readonly GraphQLFormattedError[];
  /** Of the last error that names one in `extensions.http`. */
  readonly status: number | undefined;
}

/**
 * Formats errors as Apollo Server does: each has a code, and `extensions.http` becomes the status of the answer.
 *
 * @param formatError Has the last word, with the error it was made from.
 */
export function formatErrors(
  errors: readonly unknown[],
  formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError,
): FormattedErrors {
  let status: number | undefined;
  const formatted = errors.map((thrown) => {
    const error = toGraphQLError(thrown);
    const { http, ...extensions } = error.extensions;
    status = statusOf(http) ?? status;
    const code = extensions['code'] ?? (isBadVariable(error) ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR');
    return formatError({ ...error.toJSON(), extensions: { ...extensions, code } }, error);
  });
  return { errors: formatted, status };
}

function toGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) {
    return thrown;
  }
  const originalError = thrown instanceof Error ? thrown : new Error(`Unexpected error value: ${String(thrown)}`);
  return new GraphQLError(originalError.message, { originalError });
}

function statusOf(http: unknown): number | undefined {
  const status = typeof http === 'object' && http !== null ? (http as { readonly status?: unknown }).status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** Whether graphql-js says of a variable that it does not fit: no other error is about a variable's definition alone. */
function isBadVariable({ nodes }: GraphQLError): boolean {
  return nodes?.length === 1 && nodes[0]?.kind === Kind.VARIABLE_DEFINITION;
}
