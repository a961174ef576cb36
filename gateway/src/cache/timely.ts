import type { CacheEntry } from './store.js';

/**
 * How far the clocks of processes that share a store may differ, in milliseconds. What was written later than that from now
 * was written before a clock was put back, and nobody knows how old it is.
 */
export const MAX_CLOCK_SKEW_MS = 10_000;

/**
 * Whether an entry may be read as far as time goes.
 *
 * @param nowMs In milliseconds since 1970, by the clock of this process.
 */
export function isTimely({ storedAtMs, keepForMs }: CacheEntry, nowMs: number): boolean {
  return nowMs < storedAtMs + keepForMs && storedAtMs - nowMs <= MAX_CLOCK_SKEW_MS;
}
