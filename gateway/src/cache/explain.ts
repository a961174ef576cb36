/** What became of an answer as a whole. */
export interface ExplainedAnswer {
  /** `uncacheable`: it may not be kept, `reason` says why. */
  readonly status: 'hit' | 'stale' | 'miss' | 'uncacheable';
  /** Why it may not be kept, or why it was given past its time: the field, or the source. */
  readonly reason?: string;
  /** What it is kept under, without the prefix of a store. Absent when there is none for this caller. */
  readonly key?: string;
  readonly scope?: 'PUBLIC' | 'PRIVATE';
  /** What it can be invalidated by, as in `type-Product`. */
  readonly invalidationKeys?: readonly string[];
  /** Since it was made, in seconds; 0 for one just made. */
  readonly ageSeconds?: number;
  /** Until it is past its time, in seconds; less than 0 when it is. */
  readonly remainingSeconds?: number;
  /** Whether it was given to the store now; not whether the store took it. */
  readonly shouldStore: boolean;
}

/** What became of one fetch, where a source's entities or root fields are kept. */
export interface ExplainedFetch {
  readonly kind: 'entities' | 'rootFields';
  /** Name of the source. */
  readonly source: string;
  /** The type of the entities, or the type of the root. */
  readonly type: string;
  /** How many were found and fresh. */
  readonly hits: number;
  /** How many were found and past their time, and used. */
  readonly stale?: number;
  /** How many the source was asked for. */
  readonly misses: number;
  /** Why nothing of it may be kept. */
  readonly reason?: string;
  /** Each that was looked for, as far as they are shown. */
  readonly entries: readonly ExplainedEntry[];
}

/** One entity, or the root fields of one fetch. */
export interface ExplainedEntry {
  /** What it is kept under, without the prefix of a store. */
  readonly key: string;
  readonly status: 'hit' | 'stale' | 'miss';
  readonly scope?: 'PUBLIC' | 'PRIVATE';
  /** See `ExplainedAnswer`. */
  readonly invalidationKeys?: readonly string[];
  readonly ageSeconds?: number;
  /** See `ExplainedAnswer`. For a miss that is kept now: how long it will be fresh. */
  readonly remainingSeconds?: number;
}

/**
 * Told what caches do for one request, when a developer looks on: `SourceRequest.debug?.cache`. Undefined for everybody
 * else, so nothing is to be computed before it is looked at.
 */
export interface CacheExplainer {
  /** Whether caches are to look for nothing, though they keep what is made: the developer wants to see every call. */
  readonly bypass: boolean;
  /** Called once. What is called later replaces it. */
  answer(explained: ExplainedAnswer): void;
  /** Called once for each fetch. */
  fetch(explained: ExplainedFetch): void;
}

/** `extensions.cache` of an answer to a developer. Names are those of Apollo Router's cache debugger where it has them. */
export interface CacheExplanation {
  /** Absent when the client graph keeps no answers, and for what is no query. */
  readonly answer?: ExplainedAnswer;
  /** Absent when no source's entities and root fields are kept. */
  readonly fetches?: readonly ExplainedFetch[];
  /** Fetches and entries that are not shown, when there are any. */
  readonly omitted?: number;
}

/** Takes down what caches do for one request. */
export interface CacheRecorder extends CacheExplainer {
  /** Undefined when no cache had to do with it. */
  shown(): CacheExplanation | undefined;
}

/** Most fetches that are shown of one request, and most entries of one fetch; of further ones only the number. */
const MAX_FETCHES = 100;
const MAX_ENTRIES = 50;

/** Starts to take down what caches do for one request. */
export function createCacheRecorder({ bypass }: Pick<CacheExplainer, 'bypass'>): CacheRecorder {
  let answer: ExplainedAnswer | undefined;
  const fetches: ExplainedFetch[] = [];
  let omitted = 0;
  return {
    bypass,
    answer(explained) {
      answer = explained;
    },
    fetch(explained) {
      if (fetches.length === MAX_FETCHES) {
        omitted += 1;
        return;
      }
      omitted += Math.max(0, explained.entries.length - MAX_ENTRIES);
      fetches.push({ ...explained, entries: explained.entries.slice(0, MAX_ENTRIES) });
    },
    shown: () =>
      answer === undefined && fetches.length === 0
        ? undefined
        : { ...(answer && { answer }), ...(fetches.length > 0 && { fetches }), ...(omitted > 0 && { omitted }) },
  };
}
