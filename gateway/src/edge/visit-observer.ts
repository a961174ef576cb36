import type { GateRefusal } from './gate.js';
import type { GraphqlRequest } from './parse-graphql-request.js';
import type { BlockedVisit, VisitObserver } from './visit.js';

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
