import type { IncomingMessage, ServerResponse } from 'node:http';
import { anonymous, type Identity } from '../auth/identity.js';
import type { AnsweredOperation } from '../client-graph/client-graph.js';
import type { Log } from '../telemetry/logger.js';
import { logAccess } from './access-log.js';
import type { Admission } from './admit-request.js';
import type { ServedGraph } from './answer-request.js';
import type { Exchange, Exchanges } from './exchanges.js';
import type { BlockedVisit, VisitObserver } from './visit-observer.js';

/** What is kept of one request from its first line until its answer is out. */
export interface Visit {
  readonly method: string;
  /** IP address of the client; of the nearest peer while no proxy is trusted. */
  readonly address: string;
  readonly path: string;
  /** The query string without `?`. */
  readonly search: string;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly graph: ServedGraph | undefined;
  readonly exchange: Exchange;
  /** Anonymous until a gate has found out. */
  identity: Identity;
  /** What rules have called the request. */
  readonly tags: Set<string>;
  /** Set once the head is judged. */
  admission: Admission | undefined;
  /** Set once the body is read. */
  operationName: string | undefined;
  /** What gates refused of it: the request, or operations of it. */
  readonly blocked: BlockedVisit[];
  /** Its operations that a client graph has answered. */
  readonly operations: AnsweredOperation[];
}

/** What a visit needs of its listener. */
export interface VisitPlace {
  readonly graphs: ReadonlyMap<string, ServedGraph>;
  readonly exchanges: Exchanges;
  readonly log: Log;
  readonly observer: VisitObserver;
}

/** Opens a visit; it closes by itself, with its access-log line, when the answer is out or the client is gone. */
export function beginVisit(raw: IncomingMessage, response: ServerResponse, id: string, place: VisitPlace): Visit {
  const startedAt = performance.now();
  const { path, search } = splitUrl(raw.url ?? '');
  const exchange = place.exchanges.begin(raw.socket, {
    correlationId: id,
    answerStarted: () => response.headersSent,
  });
  const visit: Visit = {
    method: raw.method ?? '',
    address: raw.socket.remoteAddress ?? '',
    path,
    search,
    headers: headersOf(raw),
    graph: place.graphs.get(path),
    exchange,
    identity: anonymous,
    tags: new Set(),
    admission: undefined,
    operationName: undefined,
    blocked: [],
    operations: [],
  };
  place.observer.begun(visit);
  let open = true;
  const end = () => {
    if (open) {
      open = false;
      exchange.end(response.writableFinished);
      recordVisit(visit, response, { startedAt, place });
    }
  };
  response.once('close', end);
  // A request that waits behind another on its connection sees no close of its response, but its exchange aborts.
  exchange.signal.addEventListener('abort', end);
  return visit;
}

function recordVisit(
  visit: Visit,
  response: ServerResponse,
  { startedAt, place }: { readonly startedAt: number; readonly place: VisitPlace },
): void {
  const { correlationId, brokenStatus } = visit.exchange;
  const end = {
    // 499 as in nginx: the client went away before there was a status.
    status: response.headersSent ? response.statusCode : (brokenStatus ?? 499),
    aborted: !response.writableFinished && brokenStatus === undefined,
    durationMs: performance.now() - startedAt,
  };
  place.observer.ended(visit, end);
  logAccess(place.log, {
    correlationId,
    method: visit.method,
    path: visit.path,
    clientGraph: visit.graph?.name,
    operationName: visit.operationName,
    ...end,
  });
}

function splitUrl(url: string): { path: string; search: string } {
  const mark = url.indexOf('?');
  return mark === -1 ? { path: url, search: '' } : { path: url.slice(0, mark), search: url.slice(mark + 1) };
}

function headersOf(raw: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
  }
  return headers;
}
