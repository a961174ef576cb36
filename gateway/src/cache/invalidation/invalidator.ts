import type { Log } from '../../telemetry/logger.js';
import type { Metrics } from '../../telemetry/metrics.js';
import type { CacheStore } from '../store.js';
import { type InvalidationTarget, tagsOfTargets } from '../tags.js';
import type { KnownNames } from './known-names.js';

/** Who invalidates: the endpoint, a rule on a mutation, the channel. */
export type InvalidationOrigin = (typeof ORIGINS)[number];

const ORIGINS = ['endpoint', 'mutation', 'channel'] as const;
const KINDS: readonly InvalidationTarget['kind'][] = [
  'type',
  'entity',
  'cache_tag',
  'cache_tags_like',
  'source',
  'client_graph',
];

/** Makes what is cached unreadable, in the words of users. */
export interface Invalidator {
  /**
   * @param targets What `KnownNames.problemOf` finds nothing wrong with.
   * @returns True once no gateway that shares the store reads any of it; false when that cannot be promised, since the
   *   store is away. Then this process does not read it, and the others do not once the store is back.
   */
  invalidate(targets: readonly InvalidationTarget[], origin: InvalidationOrigin): Promise<boolean>;
}

/** What an invalidator needs. */
export interface InvalidatorOptions {
  readonly store: Pick<CacheStore, 'invalidate'>;
  readonly names: Pick<KnownNames, 'expand'>;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Makes an invalidator of one store. */
export function createInvalidator({ store, names, metrics, log }: InvalidatorOptions): Invalidator {
  const counted = metrics.counter({
    name: 'facet_cache_invalidations_total',
    help: 'Targets that were invalidated, by who did, what kind they are, and whether the store has promised it.',
    labels: { origin: ORIGINS, kind: KINDS, acknowledged: ['yes', 'no'] },
  });
  return {
    async invalidate(targets, origin) {
      const tags = tagsOfTargets(targets.flatMap((target) => names.expand(target)));
      const done = await store.invalidate({ tags });
      for (const { kind } of targets) {
        counted.add({ origin, kind, acknowledged: done ? 'yes' : 'no' });
      }
      if (!done) {
        log.warn(
          { origin, targets: targets.length },
          'Cannot promise an invalidation: the store is away. It is made up for when that is back',
        );
      }
      return done;
    },
  };
}
