import type { GraphQLError } from 'graphql';
import type { CacheScope } from '../supergraph/cache-hints.js';
import type { WrittenData } from './completion/written-data.js';
import type { ExecutionError } from './execution-errors.js';
import type { HeardPart } from './source.js';

/** `executed`: there is an answer, perhaps partial. `refused`: the variables do not fit; nothing was fetched. */
export type ExecutionOutcome = ExecutedOutcome | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

/** There is an answer, perhaps partial. */
export interface ExecutedOutcome {
  readonly kind: 'executed';
  readonly data: WrittenData;
  readonly errors: readonly ExecutionError[];
  /** What the sources said of keeping their answers; only where an `AnswerKeeper` or a `FetchKeeper` asks. */
  readonly heard?: readonly HeardSource[] | undefined;
  /** How the answer may be kept; only for queries, and with an `AnswerKeeper` or from a static response. */
  readonly caching?: AnswerCaching;
  /** Set for a static response: why it was given. */
  readonly staticResponse?: 'always' | 'maintenance';
  /** The sources whose part of it is made up, where there are such. */
  readonly mocked?: readonly string[] | undefined;
}

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
  /** What stands in its `ETag`; undefined: made from what is sent. */
  readonly validator?: string | undefined;
  /** Headers, in lower case, that choose between answers. */
  readonly vary: readonly string[];
}

/** What one source said about its part of an answer. */
export interface HeardSource extends HeardPart {
  readonly source: string;
}
