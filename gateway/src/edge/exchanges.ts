import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';

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
}

/**
 * Makes the register of requests in flight. It is kept by connection, as a connection's end is the only sign of it that
 * reaches every request: one that waits behind another on the same connection (pipelining) is told nothing by Node.
 */
export function createExchanges(): Exchanges {
  const bySocket = new Map<Socket, Set<Entry>>();
  const watched = new WeakSet<Socket>();
  let waiting: (() => void)[] = [];

  function remove(socket: Socket, entry: Entry): void {
    const entries = bySocket.get(socket);
    if (entries?.delete(entry) && entries.size === 0) {
      bySocket.delete(socket);
    }
    if (bySocket.size === 0) {
      const resolvers = waiting;
      waiting = [];
      for (const resolve of resolvers) {
        resolve();
      }
    }
  }

  function abortAll(socket: Socket): void {
    for (const entry of [...(bySocket.get(socket) ?? [])]) {
      entry.controller.abort();
      remove(socket, entry);
    }
  }

  /** A function of its own: what listens to a connection holds whatever variables are beside it for as long as that. */
  function watch(socket: Socket): void {
    if (!watched.has(socket)) {
      watched.add(socket);
      socket.once('close', () => abortAll(socket));
    }
  }

  return {
    begin(socket, { correlationId, answerStarted }) {
      watch(socket);
      const controller = new AbortController();
      // One operation makes as many calls as it needs, and each listens: more than ten are no leak.
      setMaxListeners(0, controller.signal);
      const exchange: Exchange = {
        correlationId,
        signal: controller.signal,
        end(answered) {
          remove(socket, entry);
          if (!answered) {
            controller.abort();
          }
        },
        brokenStatus: undefined,
      };
      const entry: Entry = { controller, exchange, answerStarted };
      const entries = bySocket.get(socket) ?? new Set();
      bySocket.set(socket, entries.add(entry));
      return exchange;
    },
    on: (socket) => [...(bySocket.get(socket) ?? [])].map(({ exchange }) => exchange),
    countOn: (socket) => bySocket.get(socket)?.size ?? 0,
    isQuiet(socket) {
      const entries = [...(bySocket.get(socket) ?? [])];
      return entries.length <= 1 && entries.every((entry) => !entry.answerStarted());
    },
    whenNone: () => (bySocket.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
