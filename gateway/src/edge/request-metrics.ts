import type { BoundCounter, Labels, Metrics } from '../telemetry/metrics.js';
import type { Visit, VisitEnd, VisitObserver } from './visit.js';

/** What OpenTelemetry advises for durations of HTTP requests, in seconds. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Methods told apart; OpenTelemetry has `_OTHER` for what clients make up. */
const knownMethods = new Set(['GET', 'POST', 'OPTIONS', 'HEAD', 'PUT', 'PATCH', 'DELETE']);

/** Statuses told apart: more than the gateway has. */
const maxStatuses = 50;

/**
 * Counts every request.
 *
 * - `facet_requests_total{client_graph,method,status,outcome}`; outcomes are those of `outcomeOf`.
 * - `http_server_request_duration_seconds{client_graph,http_request_method,http_response_status_code}`.
 * - `http_server_active_requests{client_graph}`.
 *
 * Spec: OpenTelemetry semantic conventions for HTTP metrics, names as Prometheus has them.
 *
 * @param clientGraphs Names of all client graphs; requests for none of them are counted as `none`.
 */
export function createRequestMetrics(
  metrics: Metrics,
  clientGraphs: readonly string[],
): Pick<VisitObserver, 'begun' | 'ended'> {
  const client_graph = [...clientGraphs, 'none'];
  const method = [...knownMethods, '_OTHER'];
  const requests = metrics.counter({
    name: 'facet_requests_total',
    help: 'Requests answered, by what became of them.',
    labels: {
      client_graph,
      method,
      status: { max: maxStatuses },
      outcome: ['ok', 'errors', 'refused', 'failed', 'aborted'],
    },
  });
  const durations = metrics.histogram({
    name: 'http_server_request_duration_seconds',
    help: 'From the first line of a request to the end of its answer, in seconds.',
    labels: { client_graph, http_request_method: method, http_response_status_code: { max: maxStatuses } },
    buckets: durationBuckets,
  });
  const active = metrics.gauge({
    name: 'http_server_active_requests',
    help: 'Requests that are being answered.',
    labels: { client_graph },
  });
  const activeIn = new Map(client_graph.map((name) => [name, active.bind({ client_graph: name })]));
  const bound = new Map<string, RequestCounters>();

  /** Made once for each set of labels: what makes up a request's costs little more than an addition then. */
  function countersOf(graph: string, sent: string, { status: code, outcome }: Ended): RequestCounters {
    const key = `${graph} ${sent} ${code} ${outcome}`;
    const known = bound.get(key);
    if (known !== undefined) {
      return known;
    }
    const status = String(code);
    const counters = {
      total: requests.bind({ client_graph: graph, method: sent, status, outcome }),
      duration: { client_graph: graph, http_request_method: sent, http_response_status_code: status },
    };
    bound.set(key, counters);
    return counters;
  }

  return {
    begun: (visit) => activeIn.get(graphOf(visit))?.add(1),
    ended(visit, end) {
      const graph = graphOf(visit);
      activeIn.get(graph)?.add(-1);
      const sent = knownMethods.has(visit.method) ? visit.method : '_OTHER';
      const { total, duration } = countersOf(graph, sent, { status: end.status, outcome: outcomeOf(visit, end) });
      total.add();
      durations.record(duration, end.durationMs / 1000);
    },
  };
}

interface Ended {
  readonly status: number;
  /** See `outcomeOf`. */
  readonly outcome: string;
}

/** What is counted of requests with the same labels. */
interface RequestCounters {
  readonly total: BoundCounter;
  /** Labels of the duration. */
  readonly duration: Labels<'client_graph' | 'http_request_method' | 'http_response_status_code'>;
}

function graphOf(visit: Visit): string {
  return visit.graph?.name ?? 'none';
}

/**
 * `aborted`: the client went away. `failed`: 5xx. `refused`: any other status from 400, or refused at the door.
 * `errors`: an answer with errors in it, partial or without data. `ok`: all the rest.
 */
function outcomeOf(visit: Visit, { status, aborted }: VisitEnd): string {
  if (aborted) {
    return 'aborted';
  }
  if (status >= 500) {
    return 'failed';
  }
  if (status >= 400 || visit.blocked.length > 0) {
    return 'refused';
  }
  return visit.operations.some(({ codes }) => codes.length > 0) ? 'errors' : 'ok';
}
