/** Over how long the rate is averaged, in milliseconds. Older than that, it is no longer known. */
const windowMs = 1000;
/** So many ends say how fast they are, before the window is over. */
const enoughEnds = 20;
/** Shorter than this, ends come in gusts, in milliseconds. */
const leastMs = 100;

/** How fast operations end when as many as possible do. */
export interface EndRate {
  /** In operations a millisecond; undefined: not known. */
  readonly perMs: number | undefined;
  /** Counts one that has ended. */
  count(): void;
  /**
   * Looks at what has ended since the last time.
   *
   * @param isSaturated Whether others wait: while none does, what ends is what comes, and says nothing of what could.
   */
  sample(elapsedMs: number, isSaturated: boolean): void;
  forget(): void;
}

/** An average that forgets: exactly that of all samples at first, exponentially weighted from a whole window on. */
export function createEndRate(): EndRate {
  let ended = 0;
  let seen = 0;
  let measuredMs = 0;
  let quietMs = 0;
  let average = 0;
  const forget = (): void => {
    seen = 0;
    measuredMs = 0;
    quietMs = 0;
    average = 0;
  };
  return {
    get perMs() {
      const known = measuredMs >= windowMs || (seen >= enoughEnds && measuredMs >= leastMs);
      return known ? average : undefined;
    },
    count() {
      ended++;
    },
    sample(elapsedMs, isSaturated) {
      if (isSaturated) {
        quietMs = 0;
        seen += ended;
        measuredMs += elapsedMs;
        average += (ended / elapsedMs - average) * Math.min(1, elapsedMs / Math.min(measuredMs, windowMs));
      } else {
        quietMs += elapsedMs;
        if (quietMs >= windowMs) {
          forget();
        }
      }
      ended = 0;
    },
    forget,
  };
}
