import { LRUCache } from 'lru-cache';
import type { CacheKey, CacheTag } from '../cache-key.js';
import type { InvalidationLog } from '../invalidation-log.js';
import { type CacheEntry, type CacheMoment, type CacheStats, type CacheWrite, MAX_TAGS } from '../store.js';
import { isTimely } from '../timely.js';

/** Options of `createEntryMemory`. */
export interface EntryMemoryOptions {
  /** What all entries may take, in bytes, with what keeping them costs. */
  readonly maxBytes: number;
  /** What one value may take, in bytes; a larger one is not kept. */
  readonly maxEntryBytes: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Entries in memory, bounded in bytes. */
export interface EntryMemory {
  /** @returns Undefined for what is not there, past its time, or not current by the log; the latter two are removed. */
  get(key: CacheKey, log: InvalidationLog): CacheEntry | undefined;
  /** @param storedAtMs Default now. */
  set(entry: CacheWrite, moment: CacheMoment, storedAtMs?: number): void;
  delete(key: CacheKey): void;
  clear(): void;
  stats(): Omit<CacheStats, 'available'>;
}

interface Kept extends CacheEntry {
  readonly tags: readonly CacheTag[];
  readonly moment: CacheMoment;
}

/** What an entry costs beside its value: key, objects, places in the maps. Measured with a million of them on Node 20. */
const ENTRY_OVERHEAD_BYTES = 640;
/** A text cut from a longer one keeps that alive, and a place in a list. */
const TAG_BYTES = 104;

/** Makes an empty memory. */
export function createEntryMemory({ maxBytes, maxEntryBytes, now = Date.now }: EntryMemoryOptions): EntryMemory {
  let evictions = 0;
  const entries = new LRUCache<CacheKey, Kept>({
    maxSize: maxBytes,
    sizeCalculation: ({ value, tags }) => value.byteLength + ENTRY_OVERHEAD_BYTES + tags.length * TAG_BYTES,
    dispose: (_entry, _key, reason) => {
      evictions += reason === 'evict' ? 1 : 0;
    },
  });
  return {
    get(key, log) {
      const entry = entries.get(key);
      if (entry === undefined) {
        return undefined;
      }
      if (!isTimely(entry, now()) || !log.isCurrent({ key, tags: entry.tags, moment: entry.moment })) {
        entries.delete(key);
        return undefined;
      }
      return entry;
    },
    set({ key, value, freshForMs, keepForMs, tags }, moment, storedAtMs = now()) {
      if (value.byteLength > maxEntryBytes || tags.length > MAX_TAGS || keepForMs <= 0) {
        // What is there is older than what cannot be kept.
        entries.delete(key);
        return;
      }
      // A copy: a view would keep the whole of what it was cut from alive, uncounted.
      entries.set(key, { value: new Uint8Array(value), storedAtMs, freshForMs, keepForMs, tags, moment });
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    stats: () => ({ entries: entries.size, bytes: entries.calculatedSize, evictions }),
  };
}
