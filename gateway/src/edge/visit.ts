import type { IncomingMessage, ServerResponse } from 'node:http';
import { identityOfCertificate } from '../auth/client-certificate.js';
import { anonymous, type Identity } from '../auth/identity.js';
import type { AnsweredOperation } from '../client-graph/client-graph.js';
import type { EndpointMatch } from '../client-graph/endpoints/endpoint.js';
import type { Log } from '../telemetry/logger.js';
import { logAccess } from './access-log.js';
import type { Admission } from './admit-request.js';
import type { ServedGraph } from './answer-request.js';
import { checkHead, type HeadLimits } from './check-head.js';
import { findClientAddress, type TrustedProxies } from './client-address.js';
import type { Connections } from './connections/guard-connections.js';
import { findEndpoint } from './endpoints/find-endpoint.js';
import type { Exchange, Exchanges } from './exchanges.js';
import type { GraphqlRequest } from './parse-graphql-request.js';
import type { Refused } from './refusal.js';

/** What is kept of one request from its first line until its answer is out. */
export interface Visit {
  readonly method: string;
  /** IP address of the client, as `parseAddress` writes it; of the nearest peer that is not a trusted proxy. */
  readonly address: string;
  readonly path: string;
  /** The query string without `?`. */
  readonly search: string;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Names and values in turn, as they came: of two `Authorization` headers `headers` has the first only. */
  readonly rawHeaders: readonly string[];
  readonly graph: ServedGraph | undefined;
  /** What the path is among the graph's endpoints; undefined when it is not below these. */
  readonly endpoint: EndpointMatch | undefined;
  readonly exchange: Exchange;
  /** Why nothing but a refusal can be answered: the head itself is not in order. */
  readonly malformed: Refused | undefined;
  /** What the connection's certificate proves, or anonymous, until a gate has found out more. */
  identity: Identity;
  /** Headers of whatever answer it gets, such as those of rate limits. Names in lower case. */
  readonly answerHeaders: Map<string, string>;
  /** What rules have called the request. */
  readonly tags: Set<string>;
  /** What gates keep from one stage to the next, each under a key of its own. */
  readonly remembered: Map<symbol, unknown>;
  /** Set once the head is judged. */
  admission: Admission | undefined;
  /** Set once the body is read. */
  operationName: string | undefined;
  /** What gates refused of it: the request, or operations of it. */
  readonly blocked: BlockedVisit[];
  /** Its operations that a client graph has answered. */
  readonly operations: AnsweredOperation[];
}

/** How a visit ended. */
export interface VisitEnd {
  /** As in the access log: 499 when the client went away before there was a status. */
  readonly status: number;
  /** The client was gone before the answer was out. */
  readonly aborted: boolean;
  readonly durationMs: number;
}

/** What a gate stopped, or would have stopped. */
export interface BlockedVisit {
  /** The gate's name. */
  readonly gate: string;
  /** The rule or limit, as the operator knows it; the gate's name when there is only one. */
  readonly rule: string;
  /** The error code that the client is given, or would have been; the action of a rule that would not have refused. */
  readonly code: string;
  /** Undefined when the whole request is meant. */
  readonly operation: GraphqlRequest | undefined;
  /** It was only warned of: the request went on. */
  readonly warnOnly: boolean;
  /** The fields that the caller may not see, as `Type.field`, where that is the reason. */
  readonly fields?: readonly string[];
}

/** Told of what becomes of every request, however it comes in: for metrics and the audit log. */
export interface VisitObserver {
  begun(visit: Visit): void;
  /** The answer waits for it. */
  blocked(visit: Visit, blocked: BlockedVisit): void | Promise<void>;
  /** An operation was answered by its client graph. The answer waits for it. */
  answered(visit: Visit, operation: AnsweredOperation): void | Promise<void>;
  /** Called once for each visit, when its answer is out or the client is gone. */
  ended(visit: Visit, end: VisitEnd): void;
}

/** What a visit needs of its listener. */
export interface VisitPlace {
  readonly graphs: ReadonlyMap<string, ServedGraph>;
  readonly exchanges: Exchanges;
  readonly connectionOf: Connections['of'];
  readonly proxies: TrustedProxies;
  readonly headLimits: HeadLimits;
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
    // A request that waits behind another on its connection sees no close of its response.
    onAborted: () => end(),
  });
  const headers = headersOf(raw);
  const { address, identity, malformed } = whereFrom(raw, headers, place);
  const graph = place.graphs.get(path);
  const endpoint = graph === undefined ? findEndpoint(path, place.graphs.values()) : undefined;
  const visit: Visit = {
    method: raw.method ?? '',
    address,
    identity,
    malformed,
    path,
    search,
    headers,
    rawHeaders: raw.rawHeaders,
    graph: graph ?? endpoint?.graph,
    endpoint: endpoint?.match,
    exchange,
    answerHeaders: new Map(),
    tags: new Set(),
    remembered: new Map(),
    admission: undefined,
    operationName: undefined,
    blocked: [],
    operations: [],
  };
  place.observer.begun(visit);
  let open = true;
  let sent = false;
  // A connection that is cut off in the middle of an answer finishes it too, as far as Node is concerned.
  response.prependListener('finish', () => {
    sent = !raw.socket.destroyed;
  });
  const end = () => {
    if (open) {
      open = false;
      exchange.end(sent);
      recordVisit(visit, response, { startedAt, place, sent });
    }
  };
  response.on('close', end);
  return visit;
}

/** Who is at the other end, and what is wrong with the head that says so. */
function whereFrom(
  raw: IncomingMessage,
  headers: ReadonlyMap<string, string>,
  { connectionOf, proxies, headLimits }: VisitPlace,
): Pick<Visit, 'address' | 'identity' | 'malformed'> {
  const { httpVersion, url = '', rawHeaders } = raw;
  // Known as long as the connection is there; without it nobody reads an answer.
  const connection = connectionOf(raw.socket);
  const { address = '', certificate } = connection ?? {};
  // A proxy's certificate says nothing of whom it forwards for.
  const proven = certificate && !proxies.trusted.has(address) ? identityOfCertificate(certificate) : undefined;
  const client = findClientAddress(address, headers, proxies);
  const malformed = checkHead({ httpVersion, url, headerCount: rawHeaders.length / 2, headers }, headLimits);
  if (connection !== undefined && malformed?.refusal.headers.get('connection') === 'close') {
    connection.closing = true;
  }
  return {
    address: client.kind === 'read' ? client.value : address,
    identity: proven ?? anonymous,
    malformed: malformed ?? (client.kind === 'refused' ? client : undefined),
  };
}

function recordVisit(
  visit: Visit,
  response: ServerResponse,
  { startedAt, place, sent }: { readonly startedAt: number; readonly place: VisitPlace; readonly sent: boolean },
): void {
  const { correlationId, brokenStatus } = visit.exchange;
  // 499 as in nginx: the client went away before there was a status.
  const status = response.headersSent ? response.statusCode : (brokenStatus ?? 499);
  const aborted = !sent && brokenStatus === undefined;
  const durationMs = performance.now() - startedAt;
  place.observer.ended(visit, { status, aborted, durationMs });
  logAccess(place.log, {
    correlationId,
    method: visit.method,
    status,
    path: visit.path,
    clientGraph: visit.graph?.name,
    operationName: visit.operationName,
    aborted,
    durationMs,
  });
}

function splitUrl(url: string): { path: string; search: string } {
  const mark = url.indexOf('?');
  return mark === -1 ? { path: url, search: '' } : { path: url.slice(0, mark), search: url.slice(mark + 1) };
}

function headersOf(raw: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const received = raw.headers;
  for (const name in received) {
    const value = received[name];
    if (value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
  }
  return headers;
}
