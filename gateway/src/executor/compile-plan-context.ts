import type { ClientPath } from './client-paths.js';
import type { FetchKeeper } from './fetch-keeper.js';
import type { LeafFetches } from './loaded-entities.js';
import type { IsAbstract } from './merge.js';
import type { Source } from './source.js';
import type { TypeTest } from './type-test.js';

/** What a plan is compiled against. */
export interface CompilePlanContext {
  /** Sources by subgraph name. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly isOfType: TypeTest;
  /** See `CompiledFetch`. */
  readonly isAbstract?: IsAbstract | undefined;
  readonly clientPath: ClientPath;
  /** Whether any fetch of the plan has context arguments. */
  readonly hasContext: boolean;
  /** `fetchKeyOf()` of fetches that ask for what others may have asked for, or brought. */
  readonly sharedKeys: ReadonlySet<string>;
  /** What later fetches ask for that earlier ones may have brought. */
  readonly leafFetches: LeafFetches;
  /** Undefined where nothing is kept, and in mutations: they would be answered with what they have just changed. */
  readonly keepFetch?: FetchKeeper['keep'] | undefined;
}
