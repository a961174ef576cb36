import type { EntityMemory } from './entity-memory.js';
import type { ExecutionErrors } from './execution-errors.js';
import type { HeardSource } from './execution-outcome.js';
import type { SourceObject, SourceRequest } from './source.js';
import type { StringProof } from './string-proof.js';

/** The state of one execution. Owned by it alone; steps write to `data` and `errors`. */
export interface ExecutionState {
  /** What sources have answered so far, merged; response names are the plan's. */
  readonly data: SourceObject;
  /**
   * Parts of `data` that stand in several places at once, because one entity was merged into several objects. Walks go
   * through each of them once.
   */
  readonly shared: Set<object>;
  readonly strings: StringProof;
  readonly errors: ExecutionErrors;
  /** The operation's variables, coerced, under their internal names; null prototype. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Undefined where nothing may be remembered: in mutations. */
  readonly entities: EntityMemory | undefined;
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
  /** What sources say of keeping their answers, in no order; undefined where nobody asks. */
  readonly heard?: HeardSource[] | undefined;
}

/**
 * A compiled plan. Never rejects: a failure becomes an error of the state, and what it should have brought is missing
 * from the data.
 *
 * @returns Undefined when it is over already.
 */
export type Step = (state: ExecutionState) => Promise<unknown> | undefined;
