import { GatewayError } from '../errors/gateway-error.js';
import type { EvaluatedOperation } from './conditions.js';
import type { ExecutedOutcome, ExecutionOutcome } from './execution-outcome.js';

/** A mutation that was executed, or begun. */
export interface ExecutedMutation {
  readonly evaluated: () => EvaluatedOperation;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Undefined when its execution broke off. */
  readonly outcome: ExecutedOutcome | undefined;
  /** Whether nobody waits for its answer any more, so that its calls were given up. */
  readonly isAborted: boolean;
}

/** Does what is to be done before a mutation is answered. Never rejects. */
export type AfterMutation = (mutation: ExecutedMutation) => Promise<void>;

/** A mutation that is about to be executed. */
export interface PendingMutation extends Pick<ExecutedMutation, 'evaluated' | 'variables'> {
  readonly signal: AbortSignal;
  readonly run: () => Promise<ExecutionOutcome>;
}

/**
 * Executes a mutation, and what is to be done after it.
 *
 * @throws Whatever `run` throws.
 */
export async function runMutation(
  { run, signal, evaluated, variables }: PendingMutation,
  after: AfterMutation,
): Promise<ExecutionOutcome> {
  try {
    const outcome = await run();
    if (outcome.kind === 'executed') {
      await after({ evaluated, variables, outcome, isAborted: signal.aborted });
    }
    return outcome;
  } catch (error) {
    // Ours are thrown before anything is sent, such as that there is no plan.
    if (!(error instanceof GatewayError)) {
      await after({ evaluated, variables, outcome: undefined, isAborted: signal.aborted });
    }
    throw error;
  }
}
