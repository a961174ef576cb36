import type { ResolvedOperation } from '../client-graph/client-graph.js';
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
   * Judges a request by its client graph alone, before anything is made for it. Not asked of every request: `admitHead`
   * has to refuse the same.
   */
  admitEarly?(clientGraph: string): Refused | undefined;
  /**
   * Judges a request by its head, before its body is read. May set `visit.identity`, and add to `visit.tags`.
   *
   * @returns undefined to let it pass.
   * @throws {GatewayError} Is answered as any error is.
   */
  admitHead?(visit: Visit): Refused | undefined | Promise<Refused | undefined>;
  /** Judges one operation of a request: each of a batch by itself, persisted ones by what they name. */
  admitOperation?(visit: Visit, operation: GraphqlRequest): Refused | undefined | Promise<Refused | undefined>;
  /** Judges one operation when its document is known and valid, whatever it was sent as, before it is executed. */
  admitResolved?(visit: Visit, operation: ResolvedOperation): Refused | undefined | Promise<Refused | undefined>;
}

/** A refusal and the gate that it came from. */
export interface GateRefusal {
  readonly gate: string;
  readonly refused: Refused;
}

type Verdict = GateRefusal | undefined;

/** Asks the gates for a head, in order. Waits only for those that wait themselves. */
export function admitHead(gates: readonly Gate[], visit: Visit): Verdict | Promise<Verdict> {
  return firstRefusal(gates, (gate) => gate.admitHead?.(visit));
}

/** Asks the gates for one operation, in order. */
export function admitOperation(
  gates: readonly Gate[],
  visit: Visit,
  operation: GraphqlRequest,
): Verdict | Promise<Verdict> {
  return firstRefusal(gates, (gate) => gate.admitOperation?.(visit, operation));
}

/** Asks the gates for one operation whose document is known, in order. */
export function admitResolved(
  gates: readonly Gate[],
  visit: Visit,
  operation: ResolvedOperation,
): Verdict | Promise<Verdict> {
  return firstRefusal(gates, (gate) => gate.admitResolved?.(visit, operation));
}

type Ask = (gate: Gate) => Refused | undefined | Promise<Refused | undefined>;

function firstRefusal(gates: readonly Gate[], ask: Ask, from = 0): Verdict | Promise<Verdict> {
  for (let index = from; index < gates.length; index++) {
    const gate = gates[index] as Gate; // there are as many
    const answer = ask(gate);
    if (answer instanceof Promise) {
      return answer.then((refused) => verdictOf(gate, refused) ?? firstRefusal(gates, ask, index + 1));
    }
    if (answer !== undefined) {
      return verdictOf(gate, answer);
    }
  }
  return undefined;
}

function verdictOf({ name }: Gate, refused: Refused | undefined): Verdict {
  return refused && { gate: name, refused };
}
