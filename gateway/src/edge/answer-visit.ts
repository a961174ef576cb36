import type { ClientAnswer } from '../client-graph/client-graph.js';
import { GatewayError } from '../errors/gateway-error.js';
import { presentError } from '../errors/present-error.js';
import { requestLog } from '../telemetry/logger.js';
import { admitVisit, errorMediaType } from './admit-visit.js';
import { answerAdmitted } from './answer-admitted.js';
import type { ServedGraph } from './answer-request.js';
import { compressAnswer, compressionDefaults } from './compress-answer.js';
import { graphqlMediaType } from './endpoints/answer-endpoint.js';
import { admitHead, type GateRefusal } from './gate.js';
import { gatedCall } from './gated-call.js';
import { type GraphiqlPage, renderGraphiqlPage } from './graphiql-page.js';
import { inflateBody } from './inflate-body.js';
import type { PublicListenerOptions } from './public-listener-options.js';
import { errorAnswer, type Refused, refusalAnswer, refuse } from './refusal.js';
import { refuseUnreadBody } from './refuse-unread-body.js';
import { takeTurn } from './take-turn.js';
import type { Visit, VisitObserver } from './visit.js';
import { blockedByGate, tellRefused } from './visit-observer.js';

/** What the visits of one listener are answered with. */
export interface Answering {
  readonly options: PublicListenerOptions;
  readonly observer: VisitObserver;
  readonly pages: Map<ServedGraph, Promise<GraphiqlPage>>;
  /** Whether the listener is stopping. */
  draining: boolean;
}

/** What is waited for only when there is something to wait for. */
type Soon<T> = T | Promise<T>;

/**
 * Judges a visit by its head, before anything of its body is read.
 *
 * @returns What is answered without the body; undefined: it is for `answerInTurn()`.
 */
export function answerHead(answering: Answering, visit: Visit): Soon<ClientAnswer | undefined> {
  const { options, observer, draining } = answering;
  const admission = admitVisit(visit, { draining, graphiql: options.graphiql, csrf: options.csrf });
  visit.admission = admission;
  if (admission.kind === 'refused') {
    return tellAndAnswer(visit, admission, tellRefused(observer, visit, admission));
  }
  if (admission.kind === 'graphiql' && visit.graph !== undefined) {
    return graphiqlPage(answering, visit.graph).then(({ html, headers }) => ({ status: 200, headers, body: html }));
  }
  const stopped = admitHead(options.gates ?? [], visit);
  return stopped instanceof Promise
    ? stopped.then((refusal) => answerStopped(answering, visit, refusal))
    : answerStopped(answering, visit, stopped);
}

function answerStopped(
  { observer }: Answering,
  visit: Visit,
  stopped: GateRefusal | undefined,
): Soon<ClientAnswer | undefined> {
  return stopped && tellAndAnswer(visit, stopped.refused, observer.blocked(visit, blockedByGate(stopped)));
}

/** The answer waits for the record of it. */
async function tellAndAnswer(visit: Visit, { refusal }: Refused, told: void | Promise<void>): Promise<ClientAnswer> {
  await told;
  return refusalAnswer(refusal, errorMediaType(visit));
}

/**
 * Answers a visit whose head was let through, when it is its turn.
 *
 * @param body As it was received; undefined for none.
 * @param deliver Sends the answer: a part of the turn, as whatever was made for it goes with it.
 * @throws Whatever the client graph throws, and OVERLOADED: see `answerToError()`.
 */
export function answerInTurn(
  answering: Answering,
  { visit, body, deliver }: { readonly visit: Visit; readonly body: unknown; readonly deliver: Deliver },
): Promise<void> {
  const { turns } = answering.options;
  const execute = async () => deliver(await answerNow(answering, visit, body));
  return turns === undefined ? execute() : takeTurn(turns, visit, body, execute);
}

/** Sends an answer. */
export type Deliver = (answer: ClientAnswer) => void;

async function answerNow({ options, observer }: Answering, visit: Visit, body: unknown): Promise<ClientAnswer> {
  const { admission, graph, headers } = visit;
  const { gates = [], compression = compressionDefaults, maxBodyBytes } = options;
  const accepted = headers.get('accept-encoding');
  if (admission?.kind === 'document') {
    return compressAnswer(admission.document, accepted, compression);
  }
  if (admission === undefined || !('method' in admission) || graph === undefined) {
    throw new TypeError('A request reached the handler without being admitted');
  }
  const inflated = inflateBody(Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers, maxBodyBytes);
  const bytes = inflated instanceof Promise ? await inflated : inflated;
  if (bytes.kind === 'refused') {
    return tellAndAnswer(visit, bytes, tellRefused(observer, visit, bytes));
  }
  // Endpoints and XML ask their client graph for what they make their own answers of.
  const mediaType = admission.kind === 'graphql' ? admission.mediaType : graphqlMediaType;
  const call = gatedCall(visit, { method: admission.method, bytes: bytes.value, mediaType, gates, observer });
  const answer = await answerAdmitted(graph, admission, call);
  if (options.turns !== undefined && (typeof answer.body === 'string' || Buffer.isBuffer(answer.body))) {
    options.turns.sizes.answered(visit, body, answer.body.length);
  }
  return compressAnswer(answer, accepted, compression);
}

/**
 * What is answered for an error: that there was no turn for it, what was wrong with the body, or what nobody expected.
 *
 * @param visit Undefined when there was an error before it was begun.
 * @param isGone Whether the connection is closed.
 */
export async function answerToError(
  { options, observer }: Answering,
  error: unknown,
  { visit, correlationId, isGone }: FailedVisit,
): Promise<ClientAnswer> {
  const mediaType = visit && errorMediaType(visit);
  if (visit !== undefined && error instanceof GatewayError && error.code === 'OVERLOADED') {
    const refused = refuse('OVERLOADED', error.message, { 'retry-after': '1' });
    return tellAndAnswer(visit, refused, observer.blocked(visit, blockedByGate({ gate: 'overload', refused })));
  }
  const refused = refuseUnreadBody(error, options.maxBodyBytes);
  if (refused !== undefined) {
    await (visit && tellRefused(observer, visit, refused));
    return refusalAnswer(refused.refusal, mediaType);
  }
  if (visit?.exchange.signal.aborted || isGone) {
    // The client is gone: whatever stopped for that reason is no fault, and nobody reads this.
    return refusalAnswer(refuse('UNAVAILABLE', 'The connection was closed').refusal, mediaType);
  }
  return errorAnswer(500, presentError(error, requestLog(options.log, correlationId)), mediaType);
}

/** A visit that ended with an error. */
export interface FailedVisit {
  readonly visit: Visit | undefined;
  readonly correlationId: string;
  readonly isGone: boolean;
}

function graphiqlPage({ pages }: Answering, graph: ServedGraph): Promise<GraphiqlPage> {
  const page = pages.get(graph) ?? renderGraphiqlPage(graph);
  pages.set(graph, page);
  return page;
}
