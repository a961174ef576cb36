import type { CacheScope } from '../supergraph/cache-hints.js';
import type { EvaluatedOperation } from './conditions.js';
import type { ExecutionOutcome } from './engine.js';
import type { SourceRequest } from './source.js';

/** For how long, and by whom, an answer may be kept. */
export interface AnswerCaching {
  /** In seconds from when it was made; 0: not at all. */
  readonly maxAgeSeconds: number;
  readonly scope: CacheScope;
  /** How old it is, in seconds; 0 for one just made. */
  readonly ageSeconds: number;
  /** Whether it is from the store: `hit` fresh, `stale` past its time. */
  readonly status: 'hit' | 'stale' | 'miss';
  /** Whether it was served past its time because no new one could be made. */
  readonly becauseOfError?: boolean;
  /** Names that it can be purged by elsewhere, such as `type-Product`. */
  readonly surrogateKeys: readonly string[];
  /** Headers, in lower case, that choose between answers. */
  readonly vary: readonly string[];
}

/** What one source said about its part of an answer. */
export interface HeardSource {
  readonly source: string;
  /** Its `Cache-Control`; undefined when it sent none. */
  readonly cacheControl: string | undefined;
}

/** A query that is about to be executed: coerced, authorized, not planned yet. */
export interface KeptQuery {
  /** Document, operation, conditions, override labels, and what the caller may not see of it. */
  readonly programKey: string;
  readonly evaluated: () => EvaluatedOperation;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
}

/** Answers queries from answers of before, where that is allowed. */
export interface AnswerKeeper {
  /**
   * @param execute Executes the query. The outcome says what the sources have said.
   * @returns The outcome, with `caching`.
   */
  answer(query: KeptQuery, execute: (signal: AbortSignal) => Promise<ExecutionOutcome>): Promise<ExecutionOutcome>;
}
