/** A time limit joined with somebody else's abort signal. */
export interface Deadline {
  /** Aborts at the limit, or with the outer signal. */
  readonly signal: AbortSignal;
  /** Whether it was the limit that aborted. */
  expired(): boolean;
  /** Frees the timer and the listener; must be called when the work is over. */
  clear(): void;
}

/**
 * Starts a deadline.
 *
 * @param timeoutMs Limit in milliseconds, >= 1.
 * @param outer Aborts the deadline's signal early, without counting as expired.
 */
export function createDeadline(timeoutMs: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, timeoutMs);
  const onAbort = (): void => controller.abort(outer.reason);
  if (outer.aborted) {
    onAbort();
  } else {
    outer.addEventListener('abort', onAbort, { once: true });
  }
  return {
    signal: controller.signal,
    expired: () => expired,
    clear: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    },
  };
}
