import type { Metrics } from '../telemetry/metrics.js';
import { createExecutionQueue, type ExecutionQueue } from '../traffic/overload/execution-queue.js';
import { createLoopUtilization } from '../traffic/overload/loop-utilization.js';
import { registerOverloadMetrics } from '../traffic/overload/overload-metrics.js';
import type { LineOptions } from '../traffic/overload/waiting-line.js';
import { defaultOverload, type GatewaySettings } from './gateway-settings.js';
import type { Opening } from './opening.js';

/** Opens the queue in which the operations of all client graphs wait while the process is busy. */
export function openExecutionQueue(
  settings: GatewaySettings,
  { metrics, releases }: Opening & { readonly metrics: Metrics },
): ExecutionQueue {
  const { minRunning, ...waits } = settings.overload ?? defaultOverload;
  const shared = {
    priority: 'normal',
    weight: 1,
    maxRunning: Number.POSITIVE_INFINITY,
    ...waits,
  } as const;
  const lines = new Map(
    settings.clientGraphs.map(({ name, priority = shared.priority, overload = {} }): [string, LineOptions] => [
      name,
      {
        priority,
        weight: overload.weight ?? shared.weight,
        maxRunning: overload.maxRunning ?? shared.maxRunning,
        maxWaiting: overload.maxWaiting ?? shared.maxWaiting,
        targetWaitMs: overload.targetWaitMs ?? shared.targetWaitMs,
        burst: shared.burst,
        maxWaitMs: overload.maxWaitMs ?? shared.maxWaitMs,
      },
    ]),
  );
  const queue = createExecutionQueue({
    minRunning,
    lineOf: (clientGraph) => lines.get(clientGraph) ?? shared,
    utilization: createLoopUtilization(),
  });
  registerOverloadMetrics(metrics, queue, [...lines.keys()]);
  releases.push(async () => queue.close());
  return queue;
}
