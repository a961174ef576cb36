import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { timeTaken } from './time-taken.test-kit.js';

/** Keeps this process from everything else, as a busy machine does. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('timeTaken()', () => {
  it('counts waiting, as often as it is repeated', async () => {
    const { value, tookMs, awakeMs, isAtOnce } = await timeTaken(async () => {
      for (let times = 0; times < 20; times++) {
        await sleep(10);
      }
      return 'done';
    });
    expect(value).toBe('done');
    expect(tookMs).toBeGreaterThan(190);
    // A part of it, for the machine that this runs on may stall, too.
    expect(awakeMs).toBeGreaterThan(50);
    expect(awakeMs).toBeLessThanOrEqual(tookMs);
    expect(isAtOnce).toBe(false);
  });

  it('does not count what this process was stalled for', async () => {
    const { tookMs, awakeMs } = await timeTaken(async () => {
      await sleep(5);
      stall(500);
      await sleep(5);
    });
    expect(tookMs).toBeGreaterThan(500);
    expect(awakeMs).toBeLessThan(tookMs - 480);
  });

  it('does not count what those were stalled for that have to answer meanwhile', async () => {
    const answered = sleep(500);
    const { tookMs, awakeMs } = await timeTaken(
      () => answered,
      () => answered,
    );
    expect(tookMs).toBeGreaterThan(490);
    expect(awakeMs).toBeLessThan(20);
  });

  it('knows what is done at once, after however many promises, from what waits for the shortest time', async () => {
    const promises = async (): Promise<void> => {
      for (let times = 0; times < 100; times++) {
        await Promise.resolve();
      }
    };
    expect((await timeTaken(promises)).isAtOnce).toBe(true);
    expect((await timeTaken(() => sleep(1))).isAtOnce).toBe(false);
    // From here on, the next that the loop looks at are its timers.
    await immediate();
    const waitsShorterThanItTakes = (): Promise<void> => {
      const asleep = sleep(1);
      stall(3);
      return asleep;
    };
    expect((await timeTaken(waitsShorterThanItTakes)).isAtOnce).toBe(false);
  });

  it('throws what the work throws', async () => {
    await expect(timeTaken(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
