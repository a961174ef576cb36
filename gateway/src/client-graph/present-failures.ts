import { GatewayError } from '../errors/gateway-error.js';
import { type ErrorLog, type PresentedError, presentError } from '../errors/present-error.js';

/** Says what a client sees of a failure. */
export type FailurePresenter = (failure: Error) => PresentedError;

/**
 * Presents the failures of one answer. Those that say the same leave one line in the log, with a `count` when there are
 * several, and share its `errorId`: one call that failed for a thousand entities is one failure.
 *
 * @param failures Every failure of the answer, those that arose several times as often as they did.
 */
export function createFailurePresenter(failures: readonly Error[], log: ErrorLog): FailurePresenter {
  const counts = new Map<unknown, number>();
  for (const failure of failures) {
    const key = keyOf(failure);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const presented = new Map<unknown, PresentedError>();
  return (failure) => {
    const key = keyOf(failure);
    const known = presented.get(key) ?? presentError(failure, countingLog(log, counts.get(key) ?? 1));
    presented.set(key, known);
    return known;
  };
}

/** Failures of the gateway itself are told apart even when they say the same: their stacks may differ. */
function keyOf(failure: Error): unknown {
  if (!(failure instanceof GatewayError) || failure.code === 'INTERNAL_SERVER_ERROR') {
    return failure;
  }
  return JSON.stringify([failure.code, failure.source, failure.message]);
}

function countingLog(log: ErrorLog, count: number): ErrorLog {
  return count === 1
    ? log
    : {
        warn: (fields, message) => log.warn({ ...fields, count }, message),
        error: (fields, message) => log.error({ ...fields, count }, message),
      };
}
