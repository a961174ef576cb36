import type { FetchInput } from '../../executor/source.js';
import type { CacheKey } from '../cache-key.js';
import type { CacheMoment } from '../store.js';
import type { KeyOf } from './part-keys.js';

/** One fetch that is to be answered. */
export interface Fetching {
  readonly input: FetchInput;
  /** Of all its parts. */
  readonly texts: readonly string[];
  readonly everybody: KeyOf;
  readonly caller: KeyOf | undefined;
  /** Keys of all parts, for each of the places where they may be found. */
  readonly table: ReadonlyArray<readonly CacheKey[]>;
  readonly moment: CacheMoment | undefined;
}
