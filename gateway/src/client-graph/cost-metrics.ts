import type { Metrics } from '../telemetry/metrics.js';

/** Told of what operations cost: estimates, and what they have really cost, of those where it is asked for. */
export type RecordCost = (kind: 'estimated' | 'actual', cost: number) => void;

/** From what costs nothing to what hardly any limit allows. */
const buckets = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 1_000_000];

/**
 * Registers `facet_operation_cost{client_graph,kind}`.
 *
 * @param clientGraphs Names of all client graphs.
 * @returns What one of them is recorded by.
 */
export function createCostMetrics(metrics: Metrics, clientGraphs: readonly string[]): (name: string) => RecordCost {
  const costs = metrics.histogram({
    name: 'facet_operation_cost',
    help: 'Cost of operations, estimated and actual, where a limit, a budget or an extension asks for it.',
    labels: { client_graph: clientGraphs, kind: ['estimated', 'actual'] },
    buckets,
  });
  return (name) => {
    const labels = {
      estimated: { client_graph: name, kind: 'estimated' },
      actual: { client_graph: name, kind: 'actual' },
    };
    return (kind, cost) => costs.record(labels[kind], cost);
  };
}
