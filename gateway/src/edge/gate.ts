import type { GraphqlRequest } from './parse-graphql-request.js';
import type { Refused } from './refusal.js';
import type { Visit } from './visit.js';

/**
 * One rule, or one kind of rules, that every request has to pass, however it comes in. Gates are asked in their order;
 * the first that refuses ends the request.
 */
export interface Gate {
  /** Named in the log and in metrics. */
  readonly name: string;
  /**
   * Judges a request by its head, before its body is read. May set `visit.identity`, and add to `visit.tags`.
   *
   * @returns undefined to let it pass.
   * @throws {GatewayError} Is answered as any error is.
   */
  admitHead?(visit: Visit): Refused | undefined | Promise<Refused | undefined>;
  /** Judges one operation of a request: each of a batch by itself, persisted ones by what they name. */
  admitOperation?(visit: Visit, operation: GraphqlRequest): Refused | undefined | Promise<Refused | undefined>;
}

/** Asks the gates for a head, in order. Waits only for those that wait themselves. */
export function admitHead(gates: readonly Gate[], visit: Visit): Refused | undefined | Promise<Refused | undefined> {
  return firstRefusal(gates, (gate) => gate.admitHead?.(visit));
}

/** Asks the gates for one operation, in order. */
export function admitOperation(
  gates: readonly Gate[],
  visit: Visit,
  operation: GraphqlRequest,
): Refused | undefined | Promise<Refused | undefined> {
  return firstRefusal(gates, (gate) => gate.admitOperation?.(visit, operation));
}

type Verdict = Refused | undefined | Promise<Refused | undefined>;

function firstRefusal(gates: readonly Gate[], ask: (gate: Gate) => Verdict, from = 0): Verdict {
  for (let index = from; index < gates.length; index++) {
    const gate = gates[index];
    const verdict = gate && ask(gate);
    if (verdict instanceof Promise) {
      return verdict.then((refused) => refused ?? firstRefusal(gates, ask, index + 1));
    }
    if (verdict !== undefined) {
      return verdict;
    }
  }
  return undefined;
}
