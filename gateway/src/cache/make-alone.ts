import type { CacheKey } from './cache-key.js';
import type { CacheStore } from './store.js';

/** What is made, and where others that need the same find it. */
export interface MadeAlone<T> {
  readonly store: Pick<CacheStore, 'lease'>;
  readonly make: () => Promise<T>;
  /** Resolves when what was made is where `find` finds it. */
  readonly kept: () => Promise<void>;
  /** Undefined when it is not there yet. */
  readonly find: () => Promise<T | undefined>;
  /** How long to wait for another process, in milliseconds, half a second at most. Default: as long. */
  readonly waitMs?: number | undefined;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** How long one process has for itself, in milliseconds. */
const LEASE_MS = 5000;
/** How long the others wait for it at most, in milliseconds; then they make their own. */
const MAX_WAIT_MS = 500;
const POLL_MS = 20;

/**
 * Makes something in one of all processes that share a store, as far as they know of each other: whoever has waited for
 * `waitMs`, or cannot ask the store, makes it as well.
 *
 * @throws Whatever `make` throws.
 */
export async function makeAlone<T>(key: CacheKey, work: MadeAlone<T>): Promise<T> {
  const { store, make, kept, find, waitMs = MAX_WAIT_MS, signal } = work;
  const endsAt = performance.now() + Math.min(waitMs, MAX_WAIT_MS);
  for (let waited = false; ; waited = true) {
    const lease = await store.lease(key, LEASE_MS);
    if (lease.kind === 'held') {
      try {
        // The one before may have kept it just now.
        return (waited ? await find() : undefined) ?? (await make());
      } finally {
        void kept().then(() => lease.release());
      }
    }
    if (lease.kind === 'away' || signal.aborted || performance.now() > endsAt) {
      return make();
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const found = await find();
    if (found !== undefined) {
      return found;
    }
  }
}
