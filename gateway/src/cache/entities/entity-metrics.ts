import type { Metrics } from '../../telemetry/metrics.js';

/**
 * What became of looking for a part; `stale`: past its time while a new one is made, `stale-if-error`: since the source
 * failed; `shared`: it was being asked for already; `uncacheable`: nobody looked.
 */
export type PartRead = 'hit' | 'miss' | 'stale' | 'stale-if-error' | 'shared' | 'uncacheable';

/** Counts what the cache does for one source. */
export interface PartMetrics {
  /** @param count Of parts, 0 or more. */
  read(result: PartRead, count: number): void;
}

const SOURCES = { max: 1000 };
const KINDS = ['entities', 'rootFields'] as const;
const RESULTS: readonly PartRead[] = ['hit', 'miss', 'stale', 'stale-if-error', 'shared', 'uncacheable'];

/** Registers the metrics, once for all sources. */
export function createPartMetrics(metrics: Metrics) {
  const entities = metrics.counter({
    name: 'facet_cache_entities_total',
    help: 'Entities that fetches needed, by what the cache did for them.',
    labels: { source: SOURCES, result: RESULTS },
  });
  const rootFetches = metrics.counter({
    name: 'facet_cache_root_fetches_total',
    help: 'Fetches of root fields, by what the cache did for them.',
    labels: { source: SOURCES, result: RESULTS },
  });
  const countersOf = { entities, rootFields: rootFetches };
  return (source: string, kind: (typeof KINDS)[number]): PartMetrics => {
    const bound = new Map(RESULTS.map((result) => [result, countersOf[kind].bind({ source, result })]));
    return {
      read(result, count) {
        if (count > 0) {
          bound.get(result)?.add(count);
        }
      },
    };
  };
}
