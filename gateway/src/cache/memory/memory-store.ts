import { randomUUID } from 'node:crypto';
import type { CacheKey } from '../cache-key.js';
import { createInvalidationLog } from '../invalidation-log.js';
import type { CacheLease, CacheStore } from '../store.js';
import { createEntryMemory, type EntryMemoryOptions } from './entry-memory.js';

/** Options of `createMemoryStore`. */
export interface MemoryStoreOptions extends EntryMemoryOptions {
  /** The most tags and keys whose invalidation is remembered. Default `MAX_REMEMBERED`. */
  readonly maxRemembered?: number;
}

/**
 * The most tags and keys whose invalidation is remembered: some 17 MB. More than those, and what was written before the
 * oldest of them is not read any more.
 */
export const MAX_REMEMBERED = 100_000;

/** Keeps values in this process, as many as fit; those not read for longest go first. Shared with no other process. */
export function createMemoryStore(options: MemoryStoreOptions): CacheStore {
  const { maxRemembered = MAX_REMEMBERED } = options;
  const memory = createEntryMemory(options);
  const log = createInvalidationLog(randomUUID(), maxRemembered);
  const leases = createLeases(options.now);
  let closed = false;
  return {
    isShared: false,
    read(keys) {
      const entries = keys.map((key) => memory.get(key, log));
      return Promise.resolve({ entries, moment: closed ? undefined : log.moment });
    },
    write(entries, moment) {
      if (!closed && moment !== undefined) {
        for (const entry of entries) {
          memory.set(entry, moment);
        }
      }
      return Promise.resolve();
    },
    invalidate({ keys = [], tags = [] }) {
      log.enter([...keys, ...tags], log.moment.sequence + 1);
      for (const key of keys) {
        memory.delete(key);
      }
      return Promise.resolve(true);
    },
    lease: (key, forMs) => Promise.resolve(leases.take(key, forMs)),
    stats: () => ({ ...memory.stats(), available: !closed }),
    close() {
      closed = true;
      memory.clear();
      leases.clear();
      return Promise.resolve();
    },
  };
}

/** Leases of one process. One that is neither released nor taken over goes with its time. */
function createLeases(now: () => number = Date.now) {
  const held = new Map<CacheKey, { readonly endsAt: number }>();
  let sweepAt = 1024;
  const sweep = () => {
    for (const [key, { endsAt }] of held) {
      if (endsAt <= now()) {
        held.delete(key);
      }
    }
    // Twice what is left: sweeping stays a constant cost for each lease.
    sweepAt = Math.max(1024, held.size * 2);
  };
  return {
    take(key: CacheKey, forMs: number): CacheLease {
      if ((held.get(key)?.endsAt ?? 0) > now()) {
        return { kind: 'taken' };
      }
      if (held.size >= sweepAt) {
        sweep();
      }
      const lease = { endsAt: now() + forMs };
      held.set(key, lease);
      return {
        kind: 'held',
        release() {
          // Not that of the next holder, when this one's time is over.
          if (held.get(key) === lease) {
            held.delete(key);
          }
          return Promise.resolve();
        },
      };
    },
    clear: () => held.clear(),
  };
}
