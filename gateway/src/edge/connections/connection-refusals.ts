import type { Log } from '../../telemetry/logger.js';
import type { Metrics } from '../../telemetry/metrics.js';

/** Every reason for which a connection is not taken, or is ended before its requests are answered. */
export const connectionRefusals = [
  /** Over `maxConnections`. */
  'connections',
  /** Over `maxConnectionsPerAddress`. */
  'connections-of-address',
  /** A trusted peer's PROXY header is missing, malformed or late. */
  'proxy-header',
  /** Over `maxPipelined`. */
  'pipelining',
  /** The client does not read its answers. */
  'slow-reader',
] as const;

/** One of them. */
export type ConnectionRefusal = (typeof connectionRefusals)[number];

/** Told of each connection that is refused. */
export type ReportConnectionRefusal = (refusal: ConnectionRefusal, address: string) => void;

/** A line for each of thousands of connections a second would be an attack of its own. */
const quietMs = 10_000;

/**
 * Counts refused connections into `facet_refused_connections_total`, and leaves a line at warn for the first of each
 * reason and from then on at most every 10 s, with how many there were since.
 */
export function reportConnectionRefusals(
  { metrics, log }: { readonly metrics: Metrics; readonly log: Log },
  now: () => number = () => performance.now(),
): ReportConnectionRefusal {
  const total = metrics.counter({
    name: 'facet_refused_connections_total',
    help: 'Connections to the public listener that were not taken, or ended, for a limit they went over.',
    labels: { reason: connectionRefusals },
  });
  const told = new Map<ConnectionRefusal, { at: number; since: number }>();
  return (reason, address) => {
    total.add({ reason });
    const last = told.get(reason) ?? { at: Number.NEGATIVE_INFINITY, since: 0 };
    last.since += 1;
    if (now() - last.at >= quietMs) {
      log.warn({ reason, address, connections: last.since }, 'Connections refused');
      last.at = now();
      last.since = 0;
    }
    told.set(reason, last);
  };
}
