import type { ExecutionQueue, Turn } from '../traffic/overload/execution-queue.js';
import type { Visit } from './visit.js';

/** When requests are answered. */
export interface Turns {
  readonly queue: Pick<ExecutionQueue, 'run'>;
  /** Whether equal queries that are under way at the same time are executed once. */
  readonly sharesEqual: boolean;
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
  const { queue, sharesEqual } = turns;
  const turn: Turn = {
    clientGraph: visit.graph?.name ?? '',
    signal: visit.exchange.signal,
    key: sharesEqual ? keyOf(visit, body) : undefined,
  };
  return queue.run(turn, answer);
}

/** Equal for requests that may turn out to be shared; whether they are is decided where they are executed. */
function keyOf({ path, search, identity }: Visit, body: unknown): string | undefined {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  return bytes.length > maxComparedBytes
    ? undefined
    : `${path}?${search}\n${identity.key}\n${bytes.toString('latin1')}`;
}
