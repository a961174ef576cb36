/** What a counter holds requests to. */
export interface Allowance {
  /** Units in one window, at most; at least 1. */
  readonly limit: number;
  /** Units at once, at most: 1 to `limit`. */
  readonly burst: number;
  readonly windowMicros: number;
}

/** What is kept of a counter. Times are microseconds of the clock that it is counted by. */
export interface CounterState {
  /** When the window began. */
  readonly start: number;
  /** The theoretical arrival time of GCRA, after `start`: kept small, so that nothing is lost to rounding. */
  readonly arrival: number;
  /** Units taken in the window. */
  readonly used: number;
}

/** What a counter says to units that are asked of it. */
export interface Taken {
  readonly allowed: boolean;
  /** Units that could be taken at once, after this. */
  readonly remaining: number;
  /** Until so many units could be taken, in microseconds; 0 when they were. Means nothing for more units than `burst`. */
  readonly retryMicros: number;
  /** Until everything could be taken again, if nothing more is, in microseconds. */
  readonly resetMicros: number;
}

/** What becomes of a counter that units are asked of. */
export interface Decision extends Taken {
  /** To be kept if they are taken. */
  readonly next: CounterState;
}

/**
 * Asks units of a counter, by the generic cell rate algorithm: units come back evenly, `limit` in a window, and `burst` can
 * be gathered. What GCRA alone allows in one window is `burst` more than the limit; so the units of a window are counted,
 * too, from the first that was taken after the last window ended.
 *
 * The script of `counter-script.ts` does the same in Redis, step by step.
 *
 * Spec: ITU-T I.371, annex A, the virtual scheduling form of GCRA.
 *
 * @param now May jump back: what was counted then holds for one window more at most.
 */
export function askCounter(
  kept: CounterState | undefined,
  { units, now, allowance }: { readonly units: number; readonly now: number; readonly allowance: Allowance },
): Decision {
  const { limit, burst, windowMicros } = allowance;
  const interval = windowMicros / limit;
  const { start, arrival, used } = currentState(kept, now, windowMicros);
  const debt = Math.max(0, start + arrival - now);
  const full = burst * interval;
  const wait = Math.max(0, debt + units * interval - full);
  const paced = wait <= interval / 1e6;
  const inWindow = used + units <= limit;
  const allowed = paced && inWindow;
  const taken = allowed ? units : 0;
  const owed = debt + taken * interval;
  const windowLeft = start + windowMicros - now;
  return {
    allowed,
    remaining: Math.max(0, Math.min(Math.floor((full - owed) / interval + 1e-6), limit - used - taken)),
    retryMicros: allowed ? 0 : wholeMicros(Math.max(paced ? 0 : wait, inWindow ? 0 : windowLeft)),
    resetMicros: wholeMicros(used + taken === 0 ? owed : Math.max(owed, windowLeft)),
    next: { start, arrival: now - start + owed, used: used + taken },
  };
}

/**
 * Corrects what was taken, when it is known how much it should have been.
 *
 * @param kept Undefined: long enough ago that nothing is to be corrected.
 * @param units Negative to give back. More than the limit in all stays owed for one window.
 */
export function correctCounter(
  kept: CounterState | undefined,
  { units, now, allowance }: { readonly units: number; readonly now: number; readonly allowance: Allowance },
): CounterState | undefined {
  if (kept === undefined) {
    return undefined;
  }
  const { limit, windowMicros } = allowance;
  const { start, arrival, used } = currentState(kept, now, windowMicros);
  const owed = Math.min(Math.max(0, start + arrival - now + (units * windowMicros) / limit), windowMicros);
  // Units of a window that is over are no longer counted.
  return { start, arrival: now - start + owed, used: start === kept.start ? Math.max(0, used + units) : used };
}

/** How long a counter has to be kept, in microseconds. */
export function lifetimeMicros({ start, arrival }: CounterState, now: number, { windowMicros }: Allowance): number {
  return Math.max(start + windowMicros, start + arrival) - now;
}

/** Rounded up, but for what is an error of rounding itself. */
function wholeMicros(micros: number): number {
  return Math.ceil(micros - 0.001);
}

/** The state as it is now: a window that is over makes room for one that begins, and what is owed is bounded. */
function currentState(kept: CounterState | undefined, now: number, windowMicros: number): CounterState {
  if (kept === undefined) {
    return { start: now, arrival: 0, used: 0 };
  }
  const owed = Math.min(Math.max(0, kept.start + kept.arrival - now), windowMicros);
  if (now >= kept.start + windowMicros) {
    return { start: now, arrival: owed, used: 0 };
  }
  // A clock that jumped back: the window begins anew, with all that it had.
  const start = Math.min(kept.start, now);
  return { start, arrival: now - start + owed, used: kept.used };
}
