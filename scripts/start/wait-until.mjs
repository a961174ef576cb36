import { setTimeout as sleep } from 'node:timers/promises';

/** Often enough that nobody notices, seldom enough that the processes waited for get the processor. */
const POLL_MS = 100;

/**
 * Asks again and again until the answer is yes.
 *
 * @param {() => Promise<boolean>} isSo
 * @param {{ deadlineMs: number, signal: AbortSignal }} options `deadlineMs` counts from now.
 * @returns {Promise<boolean>} False when the deadline passed, or `signal` was aborted, before it was so.
 */
export async function waitUntil(isSo, { deadlineMs, signal }) {
  const endsAt = performance.now() + deadlineMs;
  while (!signal.aborted) {
    if (await isSo()) return true;
    if (performance.now() > endsAt) return false;
    await sleep(POLL_MS);
  }
  return false;
}
