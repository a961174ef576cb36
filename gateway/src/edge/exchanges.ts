import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { type Arrival, Arrivals } from '../collections/arrivals.js';

/** One request and its answer. */
export interface Exchange {
  readonly correlationId: string;
  /** Aborts when the connection closes before the answer is out. */
  readonly signal: AbortSignal;
  /** Says that it is over. Aborts the signal unless the whole answer is out. */
  end(answered: boolean): void;
  /** Status of an answer that was written past the response, because the rest of the request could not be read. */
  brokenStatus: number | undefined;
}

/** What an exchange is begun with. */
export interface ExchangeOptions {
  readonly correlationId: string;
  /** Whether anything of the answer has been sent. */
  readonly answerStarted: () => boolean;
}

/** The requests of one listener that are not answered yet. */
export interface Exchanges {
  begin(socket: Socket, options: ExchangeOptions): Exchange;
  /** The requests of one connection that are not answered yet, in their order. */
  on(socket: Socket): readonly Exchange[];
  /** How many those are. */
  countOn(socket: Socket): number;
  /** Whether an answer written to this connection now would be taken for that of the request it is meant for. */
  isQuiet(socket: Socket): boolean;
  /** Resolves when none is left. */
  whenNone(): Promise<void>;
}

interface Entry {
  readonly controller: AbortController;
  readonly exchange: Exchange;
  readonly answerStarted: () => boolean;
  /** Takes it out. */
  readonly end: () => void;
}

/**
 * Makes the register of requests in flight. It is kept by connection, as a connection's end is the only sign of it that
 * reaches every request: one that waits behind another on the same connection (pipelining) is told nothing by Node.
 */
export function createExchanges(): Exchanges {
  /** Of a connection until it closes: with an entry that came and went with each request, old ones would be held on to. */
  const bySocket = new Map<Socket, Arrivals<Entry>>();
  let count = 0;
  let waiting: (() => void)[] = [];

  function remove(entries: Arrivals<Entry>, arrival: Arrival<Entry>): void {
    if (entries.remove(arrival) && --count === 0) {
      const resolvers = waiting;
      waiting = [];
      for (const resolve of resolvers) {
        resolve();
      }
    }
  }

  /** Its own function, whose only variables are these: what listens to a connection is kept for as long as that. */
  function open(socket: Socket): Arrivals<Entry> {
    const entries = new Arrivals<Entry>();
    bySocket.set(socket, entries);
    socket.once('close', () => {
      bySocket.delete(socket);
      for (const { controller, end } of [...entries]) {
        controller.abort();
        end();
      }
    });
    return entries;
  }

  return {
    begin(socket, { correlationId, answerStarted }) {
      const entries = bySocket.get(socket) ?? open(socket);
      const controller = new AbortController();
      // One operation makes as many calls as it needs, and each listens: more than ten are no leak.
      setMaxListeners(0, controller.signal);
      const end = () => remove(entries, arrival);
      const exchange: Exchange = {
        correlationId,
        signal: controller.signal,
        end(answered) {
          end();
          if (!answered) {
            controller.abort();
          }
        },
        brokenStatus: undefined,
      };
      const arrival = entries.add({ controller, exchange, answerStarted, end });
      count++;
      return exchange;
    },
    on: (socket) => [...(bySocket.get(socket) ?? [])].map(({ exchange }) => exchange),
    countOn: (socket) => bySocket.get(socket)?.size ?? 0,
    isQuiet(socket) {
      const entries = [...(bySocket.get(socket) ?? [])];
      return entries.length <= 1 && entries.every((entry) => !entry.answerStarted());
    },
    whenNone: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
