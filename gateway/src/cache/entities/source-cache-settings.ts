import type { CacheScope } from '../../supergraph/cache-hints.js';

/** What is kept of one source, and how. */
export interface SourceCacheSettings {
  /** Whether its entities are. */
  readonly entities: boolean;
  /** Whether what it answers for fields of the root is. */
  readonly rootFields: boolean;
  /** Age, in seconds, of entities, root fields and fields of objects that nothing else gives one. 0: they are not kept. */
  readonly defaultMaxAgeSeconds: number;
  /** Whose is what only has the default age. */
  readonly defaultScope: CacheScope;
  /** Nothing is fresh for longer, in seconds. */
  readonly maxAgeSeconds: number;
  /** How long it is remembered that the source does not know an entity, in seconds. 0: not at all. */
  readonly negativeMaxAgeSeconds: number;
  /** How long past its time a part is still given while a new one is made, in seconds. */
  readonly staleWhileRevalidateSeconds: number;
  /** How long past its time a part is given where the source fails, in seconds. */
  readonly staleIfErrorSeconds: number;
  /** Headers, in lower case, that choose between its answers, beside those that it is passed. */
  readonly vary: readonly string[];
}
