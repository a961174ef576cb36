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
  /** Told when the connection closes before the exchange is over. */
  readonly onAborted: () => void;
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

/**
 * Makes the register of requests in flight. It is kept by connection, as a connection's end is the only sign of it that
 * reaches every request: one that waits behind another on the same connection (pipelining) is told nothing by Node.
 */
export function createExchanges(): Exchanges {
  /** Of the connections that have had a request, and are open. */
  const bySocket = new Map<Socket, Set<OpenExchange>>();
  let open = 0;
  let waiting: (() => void)[] = [];

  function remove(exchanges: Set<OpenExchange>, exchange: OpenExchange): void {
    if (!exchanges.delete(exchange)) {
      return;
    }
    open--;
    if (open === 0) {
      const resolvers = waiting;
      waiting = [];
      for (const resolve of resolvers) {
        resolve();
      }
    }
  }

  /** A function of its own: what listens to a connection holds whatever variables are beside it for as long as that. */
  function watch(socket: Socket): Set<OpenExchange> {
    const exchanges = new Set<OpenExchange>();
    bySocket.set(socket, exchanges);
    socket.once('close', () => {
      bySocket.delete(socket);
      for (const exchange of [...exchanges]) {
        exchange.abort();
        remove(exchanges, exchange);
      }
    });
    return exchanges;
  }

  return {
    begin(socket, options) {
      const exchanges = bySocket.get(socket) ?? watch(socket);
      const exchange = new OpenExchange(options, (over) => remove(exchanges, over));
      exchanges.add(exchange);
      open++;
      return exchange;
    },
    on: (socket) => [...(bySocket.get(socket) ?? [])],
    countOn: (socket) => bySocket.get(socket)?.size ?? 0,
    isQuiet(socket) {
      const exchanges = [...(bySocket.get(socket) ?? [])];
      return exchanges.length <= 1 && exchanges.every((exchange) => !exchange.isAnswerStarted());
    },
    whenNone: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

class OpenExchange implements Exchange {
  readonly correlationId: string;
  brokenStatus: number | undefined = undefined;
  readonly #options: ExchangeOptions;
  readonly #remove: (exchange: OpenExchange) => void;
  readonly #controller = new AbortController();
  #signal: AbortSignal | undefined;

  constructor(options: ExchangeOptions, remove: (exchange: OpenExchange) => void) {
    this.correlationId = options.correlationId;
    this.#options = options;
    this.#remove = remove;
  }

  /** Made when somebody asks for it, which costs more than all else here; nobody does for what is refused at once. */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#signal = this.#controller.signal;
      // One operation makes as many calls as it needs, and each listens: more than ten are no leak.
      setMaxListeners(0, this.#signal);
    }
    return this.#signal;
  }

  isAnswerStarted(): boolean {
    return this.#options.answerStarted();
  }

  end(answered: boolean): void {
    this.#remove(this);
    if (!answered) {
      this.#controller.abort();
    }
  }

  abort(): void {
    this.#controller.abort();
    this.#options.onAborted();
  }
}
