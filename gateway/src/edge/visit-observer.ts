import type { AnsweredOperation } from '../client-graph/client-graph.js';
import type { GateRefusal } from './gate.js';
import type { GraphqlRequest } from './parse-graphql-request.js';
import type { Visit } from './visit.js';

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

/** Makes one observer of several, told in their order. */
export function observeWithAll(observers: ReadonlyArray<Partial<VisitObserver>>): VisitObserver {
  return {
    begun: (visit) => {
      for (const observer of observers) {
        observer.begun?.(visit);
      }
    },
    blocked: (visit, blocked) => {
      if (!blocked.warnOnly) {
        visit.blocked.push(blocked);
      }
      return whenAll(observers.map((observer) => observer.blocked?.(visit, blocked)));
    },
    answered: (visit, operation) => {
      visit.operations.push(operation);
      return whenAll(observers.map((observer) => observer.answered?.(visit, operation)));
    },
    ended: (visit, end) => {
      for (const observer of observers) {
        observer.ended?.(visit, end);
      }
    },
  };
}

/** What a refusal of a gate is told as. */
export function blockedByGate({ gate, refused }: GateRefusal, operation?: GraphqlRequest): BlockedVisit {
  const { code, rule } = refused.refusal;
  return { gate, rule: rule ?? gate, code, operation, warnOnly: false };
}

/** Waits only if somebody does. */
function whenAll(waits: ReadonlyArray<void | Promise<void>>): void | Promise<void> {
  const pending = waits.filter((wait) => wait instanceof Promise);
  return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
}
