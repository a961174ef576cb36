import { setTimeout as sleep } from 'node:timers/promises';

/** The longest that counts of the time between two beats, in milliseconds. They follow in less than two when nothing stalls. */
const LONGEST_BEAT_MS = 5;

/**
 * Says how long something takes that waits for nothing but this process, in milliseconds. Timers that beat beside it every
 * millisecond are stalled as it is, so that what the machine does for others is left out.
 *
 * @throws Whatever `work` throws.
 */
export async function timeAwake<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  let [lastAt, ms, isDone] = [performance.now(), 0, false];
  const count = (): void => {
    const now = performance.now();
    ms += Math.min(now - lastAt, LONGEST_BEAT_MS);
    lastAt = now;
  };
  const beat = async (): Promise<void> => {
    while (!isDone) {
      await sleep(1);
      count();
    }
  };
  try {
    const working = work();
    void beat();
    const value = await working;
    count();
    return { value, ms };
  } finally {
    isDone = true;
  }
}
