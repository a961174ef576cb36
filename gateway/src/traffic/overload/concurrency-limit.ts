/** From this utilization on the process is busy: fewer operations are executed at a time. */
const busyFrom = 0.97;
/** Below this utilization it has time left: more are. */
export const idleBelow = 0.9;
/** For each 20 ms in which it was busy: a turn of the loop may take many times that, and be the first look at it. */
const decrease = 0.7;
const decreaseEveryMs = 20;
const increase = 1.25;
/** From here on there is no limit. */
const noLimitFrom = 10_000;

/** How many operations are executed at a time. */
export interface ConcurrencyLimit {
  /** `Infinity` while the process has time left. */
  readonly current: number;
  /**
   * @param seen.utilization Share of the time since the last call in which the event loop had something to do, from 0 to 1.
   * @param seen.elapsedMs That time.
   * @param running Operations that are executed now.
   */
  adjust(seen: { readonly utilization: number; readonly elapsedMs: number }, running: number): void;
  /** Begins anew, without a limit. */
  lift(): void;
}

/**
 * Finds out by the event loop's utilization how many operations can be executed at a time.
 *
 * One thread executes everything, so once it is busy, more operations at the same time end no sooner: they only hold more
 * memory, which the collector then goes through again and again. While the loop is busy, fewer and fewer are therefore
 * executed at a time; while it is not (sources are being waited for), more and more, as many as come in the end.
 *
 * Increases and decreases by a share, as congestion control does, but by the loop's utilization.
 *
 * @param least Operations that are executed at a time however busy the process is, >= 1.
 */
export function createConcurrencyLimit(least: number): ConcurrencyLimit {
  let current = Number.POSITIVE_INFINITY;
  return {
    get current() {
      return current;
    },
    adjust({ utilization, elapsedMs }, running) {
      if (utilization >= busyFrom) {
        const share = decrease ** Math.max(1, elapsedMs / decreaseEveryMs);
        current = Math.max(least, Math.floor(Math.min(current, running) * share));
      } else if (utilization < idleBelow) {
        current = current < noLimitFrom ? Math.ceil(current * increase) : Number.POSITIVE_INFINITY;
      }
    },
    lift() {
      current = Number.POSITIVE_INFINITY;
    },
  };
}
