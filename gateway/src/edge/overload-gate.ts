import type { ExecutionQueue } from '../traffic/overload/execution-queue.js';
import type { Gate } from './gate.js';
import { type Refused, refuse } from './refusal.js';

/** What clients are told whose request is shed. */
export const shedMessage = 'The gateway cannot serve the request in time: send it again later';

/** Longest time that is asked of a client, in seconds: an estimate says nothing of what will be in a minute. */
const maxRetrySeconds = 60;

/**
 * Refuses requests that would wait too long to be executed, before anything else is done for them: what is shed has to
 * cost next to nothing.
 *
 * @param judgedLater Names of the client graphs that have critical operations: whether a request is for one of these is
 *   known when its body is; see `takeTurn()`.
 *
 * Spec: RFC 9110 sections 15.6.4 (503) and 10.2.3 (`Retry-After`).
 */
export function createOverloadGate(
  queue: Pick<ExecutionQueue, 'forecast'>,
  judgedLater: ReadonlySet<string> = new Set(),
): Gate {
  const admit = (clientGraph: string): Refused | undefined => {
    if (judgedLater.has(clientGraph)) {
      return undefined;
    }
    const { waitMs, isTooLong } = queue.forecast(clientGraph);
    return isTooLong
      ? refuse('OVERLOADED', shedMessage, {
          'retry-after': String(Math.min(maxRetrySeconds, Math.ceil(waitMs / 1000))),
        })
      : undefined;
  };
  return { name: 'overload', admitEarly: admit, admitHead: ({ graph }) => admit(graph?.name ?? '') };
}
