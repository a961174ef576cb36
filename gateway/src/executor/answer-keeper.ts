import type { Supergraph } from '../supergraph/supergraph.js';
import type { EvaluatedOperation } from './conditions.js';
import type { ExecutionOutcome } from './execution-outcome.js';
import type { RelevantHeaders } from './sharing-key.js';
import type { SourceRequest } from './source.js';

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
   * @param execute Executes the query. The outcome says what the sources have said. Only executions with one `since` are
   *   shared: what is under way from before an invalidation is not for those who ask after it.
   * @returns The outcome, with `caching`.
   */
  answer(
    query: KeptQuery,
    execute: (signal: AbortSignal, since: string) => Promise<ExecutionOutcome>,
  ): Promise<ExecutionOutcome>;
}

/** What an `AnswerKeeper` is made with. */
export interface AnswerKeeperParts {
  readonly supergraph: Supergraph;
  /** The headers that any of the sources reads. */
  readonly relevantHeaders: RelevantHeaders;
}
