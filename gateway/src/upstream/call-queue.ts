import { GatewayError } from '../errors/gateway-error.js';

/** Bounds on the calls to one source that are made at the same time. */
export interface CallLimits {
  /** Most calls under way. Those over it wait for one to end. */
  readonly maxInFlight: number;
  /** Most calls that wait; 0: none does. */
  readonly maxQueued: number;
  /** Longest that a call waits, in milliseconds. Its own deadline ends the waiting, too. */
  readonly maxQueueMs: number;
}

/** Bounds that hold where nothing else is said; `maxInFlight` is then as many as there may be connections. */
export const defaultCallLimits: Omit<CallLimits, 'maxInFlight'> = { maxQueued: 5000, maxQueueMs: 2000 };

/** Why a call was not made. */
export type CallRefusal = 'queue_full' | 'queue_timeout';

/** What waits for a turn. */
export interface QueuedCall {
  /** Deadline of the whole call, its waiting included, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Lets so many calls to a source be under way at the same time, and so many wait, in order of arrival. */
export interface CallQueue {
  /**
   * Makes a call now, or when it is its turn.
   *
   * @param send Is told what is left of the deadline, in milliseconds, at least 1.
   * @throws {GatewayError} SOURCE_OVERLOADED when too many wait, or this one has waited too long; SOURCE_UNREACHABLE when
   *   nobody waits for the answer any more.
   */
  run<T>(call: QueuedCall, send: (timeoutMs: number) => Promise<T>): Promise<T>;
  /** For metrics. */
  readonly counts: { readonly inFlight: number; readonly queued: number };
}

/** Options of `createCallQueue`. */
export interface CallQueueOptions extends CallLimits {
  /** Name of the source, for errors. */
  readonly source: string;
  /** Told of calls that were not made. Default: nobody is. */
  readonly onRefused?: (reason: CallRefusal) => void;
}

interface Waiting {
  readonly start: () => void;
}

/** Creates a queue. While it is under its bounds, a call costs an addition and a subtraction. */
export function createCallQueue({
  source,
  maxInFlight,
  maxQueued,
  maxQueueMs,
  onRefused,
}: CallQueueOptions): CallQueue {
  let inFlight = 0;
  /** In order of arrival: sets keep it, and forget in constant time. */
  const waiting = new Set<Waiting>();

  const end = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      inFlight--;
    } else {
      // Its slot is the one that is free now.
      next.start();
    }
  };
  const make = async <T>(send: (timeoutMs: number) => Promise<T>, timeoutMs: number): Promise<T> => {
    try {
      return await send(timeoutMs);
    } finally {
      end();
    }
  };
  const refuse = (reason: CallRefusal, message: string): GatewayError => {
    onRefused?.(reason);
    return new GatewayError('SOURCE_OVERLOADED', `Cannot fetch from source "${source}": ${message}`, { source });
  };

  /** @returns When it is the call's turn; its slot is taken then. */
  const turn = ({ timeoutMs, signal }: QueuedCall): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(entry);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const entry: Waiting = {
        start() {
          leave();
          resolve();
        },
      };
      const waitMs = Math.min(maxQueueMs, timeoutMs);
      const timer = setTimeout(() => {
        leave();
        reject(refuse('queue_timeout', `none of ${maxInFlight} calls under way has ended for it in ${waitMs} ms`));
      }, waitMs);
      const onAbort = (): void => {
        leave();
        const message = `Cannot fetch from source "${source}": nobody waits for the answer any more`;
        reject(new GatewayError('SOURCE_UNREACHABLE', message, { source }));
      };
      waiting.add(entry);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) {
        onAbort();
      }
    });

  return {
    run(call, send) {
      if (inFlight < maxInFlight) {
        inFlight++;
        return make(send, call.timeoutMs);
      }
      if (waiting.size >= maxQueued) {
        return Promise.reject(
          refuse('queue_full', `${maxInFlight} calls are under way, and ${waiting.size} wait already`),
        );
      }
      const since = performance.now();
      return turn(call).then(() => make(send, Math.max(1, Math.ceil(call.timeoutMs - (performance.now() - since)))));
    },
    get counts() {
      return { inFlight, queued: waiting.size };
    },
  };
}
