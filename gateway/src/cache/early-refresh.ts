/** What is known of a value that is still fresh. */
export interface FreshValue {
  /** How long it is fresh in all, in milliseconds. */
  readonly freshForMs: number;
  /** How long it still is, in milliseconds. */
  readonly remainingMs: number;
  /** How long it took to make, in milliseconds; undefined when nobody knows. */
  readonly madeInMs: number | undefined;
}

/**
 * Whether this reader is to make a value anew before its time is over, so that nobody ever waits for one that is read often.
 * The nearer the end and the longer the making, the likelier; what is read seldom hardly ever meets it. Never in the first
 * half of its time: however slow a source is, it is asked no more than twice as often.
 *
 * Spec: Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, the algorithm XFetch with a beta
 * of 1.
 *
 * @param random From 0 to 1. Default `Math.random`.
 */
export function isDueEarly(
  { freshForMs, remainingMs, madeInMs = 0 }: FreshValue,
  random: () => number = Math.random,
): boolean {
  // The logarithm of 0 is no number to go by; 1 - random is never 0.
  return remainingMs <= freshForMs / 2 && remainingMs < -madeInMs * Math.log(1 - random());
}
