import type { Metrics } from '../telemetry/metrics.js';
import { type CallLimits, type CallQueue, type CallRefusal, createCallQueue } from './call-queue.js';
import type { HttpClient } from './http-client.js';

/** Subgraphs and their sources that metrics tell apart. */
const maxNames = 1000;

/** The queues in front of all sources of a process, whichever client graph calls. */
export interface SourceQueues {
  /**
   * Makes a client whose calls for callers keep to the bounds of one source, and of each `@source` of it. To be made once
   * for each source.
   */
  limit(client: HttpClient, source: LimitedSource): HttpClient;
}

/** A source whose calls are bounded. */
export interface LimitedSource {
  /** The subgraph's name. */
  readonly name: string;
  /** @param connector Name of a `@source` or `@soapSource`, which has bounds of its own; undefined: the subgraph itself. */
  readonly limitsOf: (connector: string | undefined) => CallLimits;
}

interface NamedQueue {
  readonly labels: { readonly source: string; readonly connector: string };
  readonly queue: CallQueue;
}

/** @param metrics Default: nothing is counted. */
export function createSourceQueues(metrics?: Metrics): SourceQueues {
  const queues: NamedQueue[] = [];
  const countRefused = metrics && registerMetrics(metrics, queues);

  const open = ({ name, limitsOf }: LimitedSource, connector: string | undefined): CallQueue => {
    const labels = { source: name, connector: connector ?? '' };
    const onRefused = (reason: CallRefusal) => countRefused?.({ ...labels, reason });
    const queue = createCallQueue({ ...limitsOf(connector), source: name, onRefused });
    queues.push({ labels, queue });
    return queue;
  };

  return {
    limit(client, source) {
      const own = open(source, undefined);
      const ofConnectors = new Map<string, CallQueue>();
      const queueOf = (connector: string | undefined): CallQueue => {
        if (connector === undefined) {
          return own;
        }
        const queue = ofConnectors.get(connector) ?? open(source, connector);
        ofConnectors.set(connector, queue);
        return queue;
      };
      return {
        ...client,
        // What the gateway asks for itself, such as probes, says whether a source is there, not how busy it is.
        request: (call) =>
          call.caller === undefined
            ? client.request(call)
            : queueOf(call.connector).run(call, (timeoutMs) =>
                client.request(timeoutMs === call.timeoutMs ? call : { ...call, timeoutMs }),
              ),
      };
    },
  };
}

/** @returns Counts a call that was not made. */
function registerMetrics(metrics: Metrics, queues: readonly NamedQueue[]) {
  const labels = { source: { max: maxNames }, connector: { max: maxNames } };
  metrics.gauge(
    { name: 'facet_source_calls_in_flight', help: 'Calls to sources that are under way.', labels },
    (gauge) => {
      for (const { labels: own, queue } of queues) {
        gauge.set(own, queue.counts.inFlight);
      }
    },
  );
  metrics.gauge(
    { name: 'facet_source_calls_queued', help: 'Calls to sources that wait for others to end.', labels },
    (gauge) => {
      for (const { labels: own, queue } of queues) {
        gauge.set(own, queue.counts.queued);
      }
    },
  );
  const refused = metrics.counter({
    name: 'facet_source_calls_refused_total',
    help: 'Calls to sources that were not made, as too many were waiting (queue_full) or it took too long (queue_timeout).',
    labels: { ...labels, reason: ['queue_full', 'queue_timeout'] satisfies CallRefusal[] },
  });
  return refused.add;
}
