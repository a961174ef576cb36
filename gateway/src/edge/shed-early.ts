import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientAnswer } from '../client-graph/client-graph.js';
import { type AdmitVisitOptions, admitVisit, errorMediaType } from './admit-visit.js';
import { chooseCorrelationId, correlationIdHeader } from './correlation-id.js';
import type { Gate, GateRefusal } from './gate.js';
import { type Refused, refusalAnswer } from './refusal.js';
import { beginVisit, type VisitObserver, type VisitPlace } from './visit.js';
import { blockedByGate } from './visit-observer.js';

/** What `createEarlyShedding` needs. */
export interface EarlySheddingOptions {
  /** Those without `admitEarly` are not asked here. */
  readonly gates: readonly Gate[];
  readonly place: VisitPlace;
  readonly observer: VisitObserver;
  readonly admission: () => AdmitVisitOptions;
}

/**
 * Makes the function that refuses requests by their client graph alone, before the framework has made anything of them:
 * what is shed has to cost next to nothing, and routes, hooks and CORS are most of what a refusal costs. Requests of pages
 * of other origins go the long way, which ends with the same gates.
 *
 * @returns Whether the request has been answered.
 */
export function createEarlyShedding(
  options: EarlySheddingOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const gates = options.gates.filter(({ admitEarly }) => admitEarly !== undefined);
  const { graphs } = options.place;
  return (request, response) => {
    const { url = '', headers } = request;
    const mark = url.indexOf('?');
    const graph = graphs.get(mark === -1 ? url : url.slice(0, mark));
    if (graph === undefined || headers.origin !== undefined) {
      return false;
    }
    const stopped = firstRefusal(gates, graph.name);
    if (stopped === undefined) {
      return false;
    }
    answerStopped(request, response, { ...options, stopped });
    return true;
  };
}

function firstRefusal(gates: readonly Gate[], clientGraph: string): GateRefusal | undefined {
  for (const gate of gates) {
    const refused = gate.admitEarly?.(clientGraph);
    if (refused !== undefined) {
      return { gate: gate.name, refused };
    }
  }
  return undefined;
}

/** A request that would have been refused anyway is told why, and was not stopped by the gate. */
function answerStopped(
  request: IncomingMessage,
  response: ServerResponse,
  { stopped, place, observer, admission }: EarlySheddingOptions & { readonly stopped: GateRefusal },
): void {
  const sent = request.headers[correlationIdHeader];
  const id = chooseCorrelationId(typeof sent === 'string' ? sent : undefined);
  const visit = beginVisit(request, response, id, place);
  visit.admission = admitVisit(visit, admission());
  const answer = ({ refusal }: Refused): void =>
    write(response, { id, answer: refusalAnswer(refusal, errorMediaType(visit)) });
  if (visit.admission.kind === 'refused') {
    answer(visit.admission);
    return;
  }
  const recorded = observer.blocked(visit, blockedByGate(stopped));
  if (recorded === undefined) {
    answer(stopped.refused);
  } else {
    // The answer waits for the record of it, and is given without where there can be none.
    void recorded.then(
      () => answer(stopped.refused),
      () => answer(stopped.refused),
    );
  }
}

function write(response: ServerResponse, { id, answer }: { readonly id: string; readonly answer: ClientAnswer }): void {
  const body = String(answer.body);
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    [correlationIdHeader]: id,
    vary: 'accept',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
