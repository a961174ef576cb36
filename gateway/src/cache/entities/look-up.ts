import type { HeardPart } from '../../executor/source.js';
import { isDueEarly } from '../early-refresh.js';
import { type SourcePolicy, stricterPolicy } from '../source-policy.js';
import type { CacheEntry } from '../store.js';
import type { DecodedParts } from './decoded-parts.js';
import { type PartFacts, partFacts } from './part-record.js';

/** What a look into the store has found of the parts of a fetch, by their places. */
export interface LookUp {
  /** Undefined: to be asked for. Null: the source does not know the entity. */
  readonly values: unknown[];
  /** What was used for each. */
  readonly entries: ReadonlyArray<CacheEntry | undefined>;
  /** Places of what is to be asked for. */
  readonly missing: readonly number[];
  /** Places of what is given, and to be made anew. */
  readonly due: readonly number[];
  /** How many of those that are given are past their time. */
  readonly staleCount: number;
  /** By place, what may be given if the source fails; undefined when there is none. */
  readonly spare: ReadonlyMap<number, CacheEntry> | undefined;
  /** What is said of what was found. */
  readonly heard: KeptHeard;
}

/** How what was found is judged. */
export interface LookUpOptions {
  readonly staleWhileRevalidateSeconds: number;
  readonly staleIfErrorSeconds: number;
  readonly nowMs: number;
  readonly random: () => number;
  readonly decoded: DecodedParts;
}

/**
 * The most that `isDueEarly` can wait, in times of what making took: the logarithm of the smallest chance there is. Spares
 * looking at all that are far from their end.
 */
const EARLIEST = 37;

/**
 * Judges what the store has for the parts of a fetch. In one pass, since there may be thousands of them.
 *
 * @param count Of parts.
 * @param entries For each of the places where a part may be, first to last, one item per part.
 */
export function lookUp(count: number, entries: ReadonlyArray<CacheEntry | undefined>, options: LookUpOptions): LookUp {
  const { staleWhileRevalidateSeconds, staleIfErrorSeconds, nowMs, random, decoded } = options;
  const values: unknown[] = new Array(count).fill(undefined);
  const used: (CacheEntry | undefined)[] = new Array(count).fill(undefined);
  const missing: number[] = [];
  const due: number[] = [];
  const heard = createKeptHeard();
  let staleCount = 0;
  let spare: Map<number, CacheEntry> | undefined;
  for (let part = 0; part < count; part++) {
    for (let at = part; at < entries.length && used[part] === undefined; at += count) {
      const entry = entries[at];
      if (entry === undefined) {
        continue;
      }
      const remainingMs = entry.storedAtMs + entry.freshForMs - nowMs;
      if (remainingMs > -1000 * staleWhileRevalidateSeconds) {
        const facts = partFacts(entry.value);
        const { madeInMs } = facts;
        const isNear = remainingMs < EARLIEST * madeInMs;
        if (remainingMs <= 0) {
          staleCount++;
          due.push(part);
        } else if (isNear && isDueEarly({ freshForMs: entry.freshForMs, remainingMs, madeInMs }, random)) {
          due.push(part);
        }
        values[part] = decoded.valueOf(entry.value);
        used[part] = entry;
        heard.add(facts, remainingMs);
      } else if (remainingMs > -1000 * staleIfErrorSeconds) {
        spare ??= new Map();
        if (!spare.has(part)) {
          spare.set(part, entry);
        }
      }
    }
    if (used[part] === undefined) {
      missing.push(part);
    }
  }
  return { values, entries: used, missing, due, staleCount, spare, heard };
}

/** Adds up what is said of kept parts, so that a thousand of them are not told one by one. */
export interface KeptHeard {
  add(facts: PartFacts, remainingMs: number): void;
  /** @param nowMs Milliseconds since 1970. */
  addStale(entry: CacheEntry, nowMs: number): void;
  /** At most two: of what the source sent `Cache-Control` with, and of what it sent none with. */
  list(): HeardPart[];
}

export function createKeptHeard(): KeptHeard {
  let remainingSaidMs = Number.POSITIVE_INFINITY;
  let remainingUnsaidMs = Number.POSITIVE_INFINITY;
  let said: SourcePolicy | undefined;
  let staleAgeMs: number | undefined;
  const add = (policy: SourcePolicy | undefined, remainingMs: number): void => {
    if (policy === undefined) {
      remainingUnsaidMs = Math.min(remainingUnsaidMs, remainingMs);
      return;
    }
    remainingSaidMs = Math.min(remainingSaidMs, remainingMs);
    said = said === undefined ? policy : stricterPolicy(said, policy);
  };
  return {
    add: (facts, remainingMs) => add(facts.said, remainingMs),
    addStale(entry, nowMs) {
      staleAgeMs = Math.max(staleAgeMs ?? 0, nowMs - entry.storedAtMs);
      add(partFacts(entry.value).said, 0);
    },
    list() {
      const age = staleAgeMs === undefined ? {} : { staleAgeSeconds: Math.floor(staleAgeMs / 1000) };
      const parts: HeardPart[] = [];
      if (said !== undefined) {
        parts.push({ cacheControl: cacheControlOf(said), freshForSeconds: seconds(remainingSaidMs), ...age });
      }
      if (remainingUnsaidMs < Number.POSITIVE_INFINITY) {
        parts.push({ cacheControl: undefined, freshForSeconds: seconds(remainingUnsaidMs), ...age });
      }
      return parts;
    },
  };
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000));
}

function cacheControlOf({ maxAge, scope }: SourcePolicy): string {
  return scope === undefined ? `max-age=${maxAge}` : `max-age=${maxAge}, ${scope.toLowerCase()}`;
}
