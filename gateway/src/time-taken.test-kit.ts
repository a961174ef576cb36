import { setTimeout as sleep } from 'node:timers/promises';

/** How long something took. */
export interface TimeTaken<T> {
  readonly value: T;
  /** By the clock, in milliseconds: for what takes at least so long. */
  readonly tookMs: number;
  /** The same without the time that this process, or another one that it asked, was stalled: for what takes at most so long. */
  readonly awakeMs: number;
  /** Whether it was done before the event loop had anything else to do: nothing was waited for at all. */
  readonly isAtOnce: boolean;
}

/** The longest that counts of the time between two beats, in milliseconds. They follow in less than two when nothing stalls. */
const LONGEST_BEAT_MS = 5;

/** How often promises and ticks may follow one another in what is done at once. */
const MOST_TICKS = 1_000;

/**
 * Says how long something takes that waits, on a machine that may do much else at once. Timers that beat beside it every
 * millisecond are stalled as it is: so `awakeMs` is the time by the clock where nothing stalls, and never more.
 *
 * What works instead of waiting stalls the beats, too: its bound is one of CPU, by `leastCpuMs()`.
 *
 * @param askOthers Asks the processes that have to answer meanwhile for something that takes them no time, such as `PING`
 *   over a connection that is there: in less than the longest beat when nothing stalls, or their waiting is not counted.
 * @throws Whatever `work` throws.
 */
export async function timeTaken<T>(
  work: () => Promise<T>,
  askOthers: () => Promise<unknown> = () => Promise.resolve(),
): Promise<TimeTaken<T>> {
  const startedAt = performance.now();
  let [lastAt, awakeMs, isAtOnce, isDone] = [startedAt, 0, true, false];
  const count = (): void => {
    const now = performance.now();
    awakeMs += Math.min(now - lastAt, LONGEST_BEAT_MS);
    lastAt = now;
  };
  const beat = async (): Promise<void> => {
    while (!isDone) {
      // One that is not there any more stalls nothing.
      await Promise.all([sleep(1), askOthers().catch(() => undefined)]);
      count();
    }
  };
  // No timer and no answer of a socket comes between ticks: an immediate may be later than both.
  const tick = (left: number): void => {
    if (left === 0) {
      isAtOnce = false;
    } else if (!isDone) {
      process.nextTick(tick, left - 1);
    }
  };
  process.nextTick(tick, MOST_TICKS);
  try {
    const working = work();
    void beat();
    const value = await working;
    count();
    return { value, tookMs: lastAt - startedAt, awakeMs, isAtOnce };
  } finally {
    isDone = true;
  }
}
