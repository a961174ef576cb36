import type { GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '../errors/catalogue.js';

/** At most `maxErrors` errors, and after them one that says how many there were when some are left out. */
export function capErrors(
  errors: readonly GraphQLFormattedError[],
  maxErrors: number,
): readonly GraphQLFormattedError[] {
  if (errors.length <= maxErrors) {
    return errors;
  }
  const code: ErrorCode = 'ERRORS_OMITTED';
  const message = `The first ${maxErrors} of ${errors.length} errors are reported`;
  return [...errors.slice(0, maxErrors), { message, extensions: { code, total: errors.length } }];
}
