import type { CacheKey, CacheTag } from './cache-key.js';

/**
 * Where answers, entities and whatever else may be computed again are kept: in this process, in Redis, or in both. The one
 * interface of `cache/memory`, `cache/redis` and `cache/tiered`, held by `store.test-kit.ts`.
 *
 * No method rejects, and none makes anybody wait for a store that is away: then reads miss and writes do nothing.
 *
 * A write that races an invalidation loses: `read` hands out the moment of its reading, what is computed from then on is
 * written with it, and whatever was invalidated after that moment is never read.
 */
export interface CacheStore {
  /** Whether other processes may use it, too. */
  readonly isShared: boolean;
  /**
   * @param keys Any number, duplicates allowed.
   * @returns One item per key, in their order; undefined for what is not there, too old or invalidated.
   */
  read(keys: readonly CacheKey[]): Promise<CacheRead>;
  /**
   * Keeps entries. What is there under the same key is replaced.
   *
   * @param moment Of a `read` before the first of what the values are made of was asked for; undefined keeps nothing.
   */
  write(entries: readonly CacheWrite[], moment: CacheMoment | undefined): Promise<void>;
  /**
   * Makes entries unreadable: those with one of the tags, and those under one of the keys.
   *
   * @returns True once no process that uses this store reads them any more; false when that cannot be promised, since the
   *   store is away. This process does not read them from its memory either way.
   */
  invalidate(targets: CacheTargets): Promise<boolean>;
  /**
   * Tries to be the one process that computes what belongs under a key.
   *
   * @param forMs How long the lease holds when it is not released, in milliseconds, at least 1.
   */
  lease(key: CacheKey, forMs: number): Promise<CacheLease>;
  stats(): CacheStats;
  /** Frees connections and memory. Afterwards reads miss. */
  close(): Promise<void>;
}

/** What `CacheStore.read` found. */
export interface CacheRead {
  readonly entries: ReadonlyArray<CacheEntry | undefined>;
  /** To write with; undefined when the store is away, so that nothing can be kept. */
  readonly moment: CacheMoment | undefined;
}

/** When something was read, in the order of invalidations. Made and understood by stores only. */
export interface CacheMoment {
  /** Another one after the store lost what it knew of invalidations: what was written before is not read then. */
  readonly generation: string;
  /** Of the last invalidation that is known. */
  readonly sequence: number;
}

/** A value as it is kept. */
export interface CacheEntry {
  /** Not to be changed: other readers may be handed the same bytes. */
  readonly value: Uint8Array;
  /** When it was written, in milliseconds since 1970, by the clock of the process that did. */
  readonly storedAtMs: number;
  /** How long it is as good as new, in milliseconds since `storedAtMs`. */
  readonly freshForMs: number;
  /** How long it is kept, for use when stale, in milliseconds since `storedAtMs`. Never read after that. */
  readonly keepForMs: number;
}

/** A value to keep. */
export interface CacheWrite {
  readonly key: CacheKey;
  /** At most `maxEntryBytes` of the store, or it is not kept. */
  readonly value: Uint8Array;
  /** In milliseconds, at least 0. */
  readonly freshForMs: number;
  /** In milliseconds, at least `freshForMs`; 0 keeps nothing. */
  readonly keepForMs: number;
  /** What it is invalidated by, beside its key. At most `MAX_TAGS`, or it is not kept. */
  readonly tags: readonly CacheTag[];
}

/** The most tags of one entry. More would make reading it cost more than it saves. */
export const MAX_TAGS = 256;

/** What is invalidated. */
export interface CacheTargets {
  readonly keys?: readonly CacheKey[];
  readonly tags?: readonly CacheTag[];
}

/**
 * Whether this caller is to compute a value: `held` it is, until it releases; `taken` another one does; `away` nobody knows,
 * so everybody computes for themselves.
 */
export type CacheLease =
  | { readonly kind: 'held'; release(): Promise<void> }
  | { readonly kind: 'taken' }
  | { readonly kind: 'away' };

/** What a store holds in this process, and what it has seen since it was opened. */
export interface CacheStats {
  /** Entries in the memory of this process. */
  readonly entries: number;
  /** What they take, estimated with what keeping them costs. */
  readonly bytes: number;
  /** Entries that had to go for others. */
  readonly evictions: number;
  /** False while the store is away. */
  readonly available: boolean;
}
