/** What a source was asked, as tests count it. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  /** The GraphQL operation's name, or the SOAP operation; undefined for REST and for unnamed operations. */
  readonly operation: string | undefined;
  /**
   * How many things one request asked about: representations of a GraphQL entity fetch, SKUs of a SOAP call, ids of a
   * REST call that takes several. 1 for everything else.
   */
  readonly itemCount: number;
  /** The `X-Correlation-ID` header. */
  readonly correlationId: string | undefined;
}

/** How a source misbehaves, so that tests can see what others make of it. Applies to every address of the source. */
export interface Behaviour {
  /** Waits before doing anything else, in milliseconds. Default 0. */
  readonly delayMs?: number;
  /** Answers everything with this HTTP status and a plain text body. */
  readonly failWithStatus?: number;
  /** Closes the connection without an answer. Wins over `failWithStatus`. */
  readonly closeSocket?: boolean;
}

/** A source that listens, in this process. */
export interface RunningSource {
  readonly name: string;
  /** The address to configure in the gateway, such as `http://127.0.0.1:4101/graphql`. */
  readonly url: string;
  /** Scheme, host and port, such as `http://127.0.0.1:4101`. */
  readonly origin: string;
  /** What it was asked, oldest first; the last 1000 are kept. `/health` and pictures are not counted. */
  readonly requests: readonly RecordedRequest[];
  /** Misbehaves from the next request on; `{}` ends that. */
  behave(behaviour: Behaviour): void;
  /** Forgets `requests` and ends misbehaviour. What was stored by mutations stays. */
  reset(): void;
  /** Closes the port and all connections, busy ones too. Safe to call twice. */
  stop(): Promise<void>;
}

/** Options that every source takes. */
export interface SourceOptions {
  /** Port to listen on; 0 lets the system choose. Default: the source's fixed port. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
}
