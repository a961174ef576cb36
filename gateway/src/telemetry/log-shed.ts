import type { Log } from './logger.js';

/** A line for each request that is shed would cost more than the rest of shedding it, just when there is no time. */
const everyMs = 1000;

/** What is logged of a request that is shed. */
export interface ShedRequest {
  readonly correlationId: string;
  readonly address: string;
  readonly clientGraph: string | undefined;
}

/**
 * Makes the function that logs requests which are shed: the first at once, and how many others there were in the second
 * after it at its end.
 */
export function createShedLog(log: Log): (request: ShedRequest) => void {
  let others = 0;
  let timer: NodeJS.Timeout | undefined;
  const conclude = (): void => {
    timer = undefined;
    if (others > 0) {
      log.warn({ gate: 'overload', requests: others }, 'More requests were shed in the last second');
      others = 0;
    }
  };
  return ({ correlationId, address, clientGraph }) => {
    if (timer !== undefined) {
      others++;
      return;
    }
    timer = setTimeout(conclude, everyMs).unref();
    const fields = { correlationId, address, ...(clientGraph !== undefined && { clientGraph }) };
    log.warn({ ...fields, gate: 'overload' }, 'A request was shed: more is asked than the process can serve');
  };
}
