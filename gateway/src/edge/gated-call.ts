import type { GraphqlCall } from './answer-request.js';
import { admitOperation, admitResolved, type Gate, type GateRefusal } from './gate.js';
import type { GraphqlRequest } from './parse-graphql-request.js';
import type { Refused } from './refusal.js';
import type { Visit, VisitObserver } from './visit.js';
import { blockedByGate } from './visit-observer.js';

/** What a call needs beside its visit. */
export interface GatedCallParts extends Pick<GraphqlCall, 'method' | 'bytes' | 'mediaType'> {
  /** What each operation has to pass, in order. */
  readonly gates: readonly Gate[];
  /** Told of what is answered, and of what a gate stops. */
  readonly observer: VisitObserver;
}

/** The call that a visit makes of its client graph, each of whose operations passes the gates. */
export function gatedCall(visit: Visit, { method, bytes, mediaType, gates, observer }: GatedCallParts): GraphqlCall {
  const { headers, search, exchange, identity } = visit;
  const tellStopped = async (operation: GraphqlRequest, stopped: GateRefusal): Promise<Refused> => {
    await observer.blocked(visit, blockedByGate(stopped, operation));
    return stopped.refused;
  };
  const refusedOf = (operation: GraphqlRequest, stopped: GateRefusal | undefined) =>
    stopped && tellStopped(operation, stopped);
  const whenJudged = (operation: GraphqlRequest, judged: ReturnType<typeof admitOperation>) =>
    judged instanceof Promise ? judged.then((stopped) => refusedOf(operation, stopped)) : refusedOf(operation, judged);
  return {
    method,
    headers,
    search,
    bytes,
    mediaType,
    correlationId: exchange.correlationId,
    signal: exchange.signal,
    identity,
    onOperation: (operation) => observer.answered(visit, operation),
    onBlocked: (operation, blocked) => observer.blocked(visit, { ...blocked, operation }),
    onRefused: (refused) => recordOverLimit(observer, visit, refused),
    admit: (operation) => {
      visit.operationName = operation.operationName;
      return whenJudged(operation, admitOperation(gates, visit, operation));
    },
    admitResolved: gates.some((gate) => gate.admitResolved !== undefined)
      ? (operation, resolved) => whenJudged(operation, admitResolved(gates, visit, resolved))
      : undefined,
  };
}

/** A body that is not well-formed is the client's mistake, and nothing that was blocked. */
async function recordOverLimit(observer: VisitObserver, visit: Visit, refused: Refused): Promise<void> {
  if (refused.refusal.code === 'OPERATION_OVER_LIMIT') {
    await observer.blocked(visit, blockedByGate({ gate: 'limits', refused }));
  }
}
