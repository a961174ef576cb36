import type { Metrics } from '../../telemetry/metrics.js';

/** What became of looking for an answer; `uncacheable`: nobody looked. */
export type AnswerRead = 'hit' | 'miss' | 'stale' | 'stale-if-error' | 'uncacheable';

/** Why an answer is made anew that nobody waits for. */
export type AnswerRefresh = 'early' | 'stale';

/** Counts what the answer cache of one client graph does. */
export interface AnswerMetrics {
  read(result: AnswerRead): void;
  /** Told of a new answer that is made while nobody waits for it: the one of before is `stale`, or its end is near. */
  refreshed(reason: AnswerRefresh): void;
  /** @param bytes Size of an answer that is to be kept. */
  kept(bytes: number): void;
}

/** Their names are the configuration's, and few. */
const CLIENT_GRAPHS = { max: 1000 };
const RESULTS: readonly AnswerRead[] = ['hit', 'miss', 'stale', 'stale-if-error', 'uncacheable'];

/** Registers the metrics, once for all client graphs. */
export function createAnswerMetrics(metrics: Metrics, clientGraph: string): AnswerMetrics {
  const reads = metrics.counter({
    name: 'facet_cache_answers_total',
    help: 'Queries by what the cache of answers did for them.',
    labels: { client_graph: CLIENT_GRAPHS, result: RESULTS },
  });
  const refreshes = metrics.counter({
    name: 'facet_cache_answer_refreshes_total',
    help: 'Answers made anew while nobody waited, by whether the one of before was past its time.',
    labels: { client_graph: CLIENT_GRAPHS, reason: ['early', 'stale'] },
  });
  const sizes = metrics.histogram({
    name: 'facet_cache_answer_bytes',
    help: 'Sizes of the answers that were kept.',
    labels: { client_graph: CLIENT_GRAPHS },
    buckets: [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576],
  });
  const bound = new Map(RESULTS.map((result) => [result, reads.bind({ client_graph: clientGraph, result })]));
  return {
    refreshed: (reason) => refreshes.add({ client_graph: clientGraph, reason }),
    read: (result) => bound.get(result)?.add(),
    kept: (bytes) => sizes.record({ client_graph: clientGraph }, bytes),
  };
}
