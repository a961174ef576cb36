import type { Metrics } from '../../telemetry/metrics.js';
import type { ExecutionQueue } from './execution-queue.js';

/**
 * Shows how many operations are executed and wait, and whether the process has time left.
 *
 * @param clientGraphs Names of all there are.
 */
export function registerOverloadMetrics(
  metrics: Metrics,
  queue: Pick<ExecutionQueue, 'counts' | 'isBusy'>,
  clientGraphs: readonly string[],
): void {
  const labels = { client_graph: clientGraphs };
  metrics.gauge({ name: 'facet_executions_running', help: 'Operations that are being executed.', labels }, (gauge) => {
    for (const [name, { running }] of queue.counts) {
      gauge.set({ client_graph: name }, running);
    }
  });
  metrics.gauge({ name: 'facet_executions_waiting', help: 'Operations that wait to be executed.', labels }, (gauge) => {
    for (const [name, { waiting }] of queue.counts) {
      gauge.set({ client_graph: name }, waiting);
    }
  });
  metrics.gauge(
    {
      name: 'facet_busy',
      help: 'Whether as many operations are executed as the event loop has time for: 1 or 0.',
      labels: {},
    },
    (gauge) => gauge.set({}, queue.isBusy ? 1 : 0),
  );
}
