import type { FetchNode } from '../planner/types.js';
import type { Supergraph } from '../supergraph/supergraph.js';
import type { PreparedFetch, Source } from './source.js';

/** Answers fetches of queries from what sources answered before, where that is allowed. */
export interface FetchKeeper {
  /**
   * Called once for each fetch of each query that is compiled, so that a fetch of which nothing is kept costs no more than
   * without.
   *
   * @returns A fetch that answers as `send` does, and asks it only for what is not kept; `send` where nothing is.
   */
  keep(fetch: FetchToKeep, send: PreparedFetch): PreparedFetch;
  /**
   * Up to where invalidations are known, as text: whoever asks after one must not be given what was begun before it. Never
   * rejects.
   */
  since(): Promise<string>;
}

/** A fetch of a plan. */
export type FetchToKeep = Pick<FetchNode, 'source' | 'operationKind' | 'operation' | 'variables' | 'requires'>;

/** What a `FetchKeeper` is made with. */
export interface FetchKeeperParts {
  readonly supergraph: Supergraph;
  readonly sources: ReadonlyMap<string, Source>;
}
