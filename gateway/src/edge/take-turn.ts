import { GatewayError } from '../errors/gateway-error.js';
import type { ExecutionQueue, Turn } from '../traffic/overload/execution-queue.js';
import type { AnswerSizes } from './answer-sizes.js';
import { isCritical } from './is-critical.js';
import { shedMessage } from './overload-gate.js';
import type { Visit } from './visit.js';

/** When requests are answered. */
export interface Turns {
  readonly queue: Pick<ExecutionQueue, 'run' | 'forecast'>;
  /** Whether equal queries that are under way at the same time are executed once. */
  readonly sharesEqual: boolean;
  /** What is known of how large answers are. */
  readonly sizes: AnswerSizes;
}

/** Bodies up to this size are told apart, in bytes; of larger ones each takes a turn. */
const maxComparedBytes = 16_384;

/**
 * Answers a request when it is its turn. Here and not deeper inside, so that a request that waits holds no more than what
 * came in: whatever is made for it afterwards is new, and goes with its answer.
 *
 * @throws {GatewayError} OVERLOADED.
 */
export function takeTurn<T>(turns: Turns, visit: Visit, body: unknown, answer: () => Promise<T>): Promise<T> {
  const { queue, sharesEqual, sizes } = turns;
  const clientGraph = visit.graph?.name ?? '';
  const turn: Turn = {
    clientGraph,
    isCritical: () => isCritical(visit, body),
    answerBytes: () => sizes.expected(visit, body),
    signal: visit.exchange.signal,
    key: sharesEqual ? keyOf(visit, body) : undefined,
  };
  // Of other client graphs the gate has let in what can be served in time, before the body was read.
  if (visit.graph?.critical !== undefined && queue.forecast(clientGraph).isTooLong && !isCritical(visit, body)) {
    return Promise.reject(new GatewayError('OVERLOADED', shedMessage));
  }
  return queue.run(turn, answer);
}

/** Equal for requests that may turn out to be shared; whether they are is decided where they are executed. */
function keyOf({ path, search, identity, graph, headers }: Visit, body: unknown): string | undefined {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  return bytes.length > maxComparedBytes
    ? undefined
    : `${path}?${search}\n${identity.key}\n${graph?.headersKey?.(headers) ?? ''}\n${bytes.toString('latin1')}`;
}
