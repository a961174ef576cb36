import type { GateRefusal } from './gate.js';
import type { GraphqlRequest } from './parse-graphql-request.js';
import type { Refused } from './refusal.js';
import type { BlockedVisit, Visit, VisitObserver } from './visit.js';

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
      return tellAll(observers, (observer) => observer.blocked?.(visit, blocked));
    },
    answered: (visit, operation) => {
      visit.operations.push(operation);
      return tellAll(observers, (observer) => observer.answered?.(visit, operation));
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

/**
 * Tells of what was refused by a rule or limit of the listener itself. A request that is not well-formed is refused by
 * none: it is the client's mistake, and nothing that was blocked.
 */
export function tellRefused(observer: VisitObserver, visit: Visit, refused: Refused): void | Promise<void> {
  return refused.refusal.rule === undefined
    ? undefined
    : observer.blocked(visit, blockedByGate({ gate: 'request', refused }));
}

/** Waits only if somebody does. */
function tellAll(
  observers: ReadonlyArray<Partial<VisitObserver>>,
  tell: (observer: Partial<VisitObserver>) => void | Promise<void>,
): void | Promise<void> {
  let pending: Promise<void>[] | undefined;
  for (const observer of observers) {
    const told = tell(observer);
    if (told instanceof Promise) {
      pending ??= [];
      pending.push(told);
    }
  }
  return pending && Promise.all(pending).then(() => undefined);
}
