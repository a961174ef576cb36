import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * Gives an error of a validation rule its own code back, such as OPERATION_TOO_DEEP: Apollo Server says
 * GRAPHQL_VALIDATION_FAILED of every rule, also of one that has said what is wrong.
 *
 * @param formatted The error as it would be sent.
 * @param error What it was made from.
 */
export function formatWithRuleCode(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const inner = error instanceof GraphQLError ? error.originalError : undefined;
  const code = inner instanceof GraphQLError ? inner.extensions['code'] : undefined;
  if (typeof code !== 'string' || formatted.extensions?.['code'] !== 'GRAPHQL_VALIDATION_FAILED') return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, code } };
}
