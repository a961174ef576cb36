import type { HeardCalls } from './connector.js';

/** A call that can be in flight: which types of objects its answer can bring. */
export interface Leading {
  readonly leadsTo: ReadonlySet<string>;
}

/**
 * The calls that one fetch waits for. A batch is worth sending only when no call is under way whose answer could bring
 * more objects for it: fifty quotes that name three carriers are to make one call for carriers, not one for each quote
 * that happens to come in first. Calls that cannot lead to the type are not waited for.
 */
export interface CallsInFlight {
  /** Counts a call until it settles. Returns the same promise. */
  track<Value>(call: Leading, promise: Promise<Value>): Promise<Value>;
  /** Counts what services say of keeping their answers as said of what the fetch brings. */
  listen(heard: HeardCalls): void;
  /** What was said, when the fetch is over. */
  heard(): HeardCalls;
  /**
   * @returns A promise of the moment when no call in flight leads to `typeName`; undefined when that is now.
   */
  quiet(typeName: string): Promise<void> | undefined;
}

/** Starts counting for one fetch. */
export function createCallsInFlight(): CallsInFlight {
  const running = new Map<Leading, number>();
  let waiters: Array<{ readonly typeName: string; readonly resume: () => void }> = [];
  let isCheckDue = false;
  const listened = new Set<HeardCalls>();

  const leads = (typeName: string): boolean => [...running.keys()].some((call) => call.leadsTo.has(typeName));
  const check = (): void => {
    isCheckDue = false;
    const ready = waiters.filter(({ typeName }) => !leads(typeName));
    waiters = waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resume } of ready) resume();
  };
  const settle = (call: Leading): void => {
    const left = (running.get(call) ?? 1) - 1;
    if (left > 0) running.set(call, left);
    else running.delete(call);
    if (isCheckDue || waiters.length === 0) return;
    isCheckDue = true;
    // Not before the executor has gone through the answer, for that is when it asks for what the answer led to.
    setImmediate(check);
  };
  return {
    track(call, promise) {
      running.set(call, (running.get(call) ?? 0) + 1);
      promise.then(
        () => settle(call),
        () => settle(call),
      );
      return promise;
    },
    listen: (heard) => void listened.add(heard),
    heard: () => new Set([...listened].flatMap((heard) => [...heard])),
    quiet(typeName) {
      // Whoever comes while others are about to be resumed goes with them, not ahead of them.
      const isAwaited = waiters.some((waiter) => waiter.typeName === typeName);
      if (!isAwaited && !leads(typeName)) return undefined;
      return new Promise((resume) => {
        waiters.push({ typeName, resume });
      });
    },
  };
}
