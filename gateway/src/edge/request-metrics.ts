import type { Metrics } from '../telemetry/metrics.js';
import type { Visit } from './visit.js';
import type { VisitEnd, VisitObserver } from './visit-observer.js';

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
  return {
    begun: (visit) => active.add({ client_graph: graphOf(visit) }, 1),
    ended(visit, end) {
      const graph = graphOf(visit);
      const sent = knownMethods.has(visit.method) ? visit.method : '_OTHER';
      const status = String(end.status);
      active.add({ client_graph: graph }, -1);
      requests.add({ client_graph: graph, method: sent, status, outcome: outcomeOf(visit, end) });
      durations.record(
        { client_graph: graph, http_request_method: sent, http_response_status_code: status },
        end.durationMs / 1000,
      );
    },
  };
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
