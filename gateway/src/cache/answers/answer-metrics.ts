import type { Metrics } from '../../telemetry/metrics.js';

/** What became of looking for an answer; `uncacheable`: nobody looked. */
export type AnswerRead = 'hit' | 'miss' | 'stale' | 'stale-if-error' | 'uncacheable';

/** Counts what the answer cache of one client graph does. */
export interface AnswerMetrics {
  read(result: AnswerRead): void;
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
  const sizes = metrics.histogram({
    name: 'facet_cache_answer_bytes',
    help: 'Sizes of the answers that were kept.',
    labels: { client_graph: CLIENT_GRAPHS },
    buckets: [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576],
  });
  const bound = new Map(RESULTS.map((result) => [result, reads.bind({ client_graph: clientGraph, result })]));
  return {
    read: (result) => bound.get(result)?.add(),
    kept: (bytes) => sizes.record({ client_graph: clientGraph }, bytes),
  };
}
