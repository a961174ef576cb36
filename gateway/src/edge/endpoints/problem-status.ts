import { type ErrorEntry, errorCatalogue } from '../../errors/catalogue.js';
import type { AnswerError } from './problem-answer.js';

/**
 * Statuses of errors that sit beside data in GraphQL, where they set none. Codes that are not here have the status of the
 * catalogue; those of sources that nobody knows are taken for their failure: 502.
 */
const usualStatuses: ReadonlyMap<string, number> = new Map([
  ['BAD_USER_INPUT', 400],
  ['CONNECTOR_REQUEST', 400],
  ['UNAUTHORIZED_FIELD_OR_TYPE', 403],
  ['NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['INTERNAL_SERVER_ERROR', 500],
  ['SOURCE_TIMEOUT', 504],
]);

const catalogue: ReadonlyMap<string, ErrorEntry> = new Map(Object.entries(errorCatalogue));

/**
 * Chooses the error that a problem is about, and its status: of errors with a status from 500 the first, as it is nothing
 * that the client can mend; else the first of all.
 *
 * @param errors At least one.
 * @param statuses By code, before the usual ones.
 */
export function chooseProblem(
  errors: readonly AnswerError[],
  statuses: ReadonlyMap<string, number>,
): { readonly status: number; readonly error: AnswerError } {
  const candidates = errors.map((error) => ({ status: statusOf(error, statuses), error }));
  const chosen = candidates.find(({ status }) => status >= 500) ?? candidates[0];
  if (chosen === undefined) {
    throw new TypeError('A problem needs an error');
  }
  return chosen;
}

/** The status of one error. */
function statusOf({ extensions }: AnswerError, statuses: ReadonlyMap<string, number>): number {
  const code = String(extensions?.['code']);
  return statuses.get(code) ?? usualStatuses.get(code) ?? catalogue.get(code)?.httpStatus ?? 502;
}
