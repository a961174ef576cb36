import type { ExecutionQueue, Priority } from '../traffic/overload/execution-queue.js';
import type { Gate } from './gate.js';
import { refuse } from './refusal.js';

/** Longest time that is asked of a client, in seconds: an estimate says nothing of what will be in a minute. */
const maxRetrySeconds = 60;

/** What the gate needs to know. */
export interface OverloadGateOptions {
  readonly queue: Pick<ExecutionQueue, 'expectedWaitMs'>;
  /** Longest time an operation may wait, in milliseconds. */
  readonly maxWaitMs: number;
  /** Of each client graph, by name. */
  readonly priorities: ReadonlyMap<string, Priority>;
}

/**
 * Refuses requests that would wait too long to be executed, before anything else is done for them: what is shed has to
 * cost next to nothing.
 *
 * Spec: RFC 9110 sections 15.6.4 (503) and 10.2.3 (`Retry-After`).
 */
export function createOverloadGate({ queue, maxWaitMs, priorities }: OverloadGateOptions): Gate {
  return {
    name: 'overload',
    admitHead({ graph }) {
      const waitMs = queue.expectedWaitMs(priorities.get(graph?.name ?? '') ?? 'normal');
      return waitMs <= maxWaitMs
        ? undefined
        : refuse('OVERLOADED', 'The gateway cannot serve the request in time: send it again later', {
            'retry-after': String(Math.min(maxRetrySeconds, Math.ceil(waitMs / 1000))),
          });
    },
  };
}
