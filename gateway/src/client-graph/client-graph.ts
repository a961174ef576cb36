import type { Identity } from '../auth/identity.js';

/** A client graph as the edge sees it: something at a path that answers GraphQL over HTTP requests. */
export interface ClientGraph {
  readonly name: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  /** Origins that browsers may call from; `*` for any. */
  readonly corsOrigins: readonly string[];
  answer(request: ClientRequest, context: AnswerContext): Promise<ClientAnswer>;
  /** Every source behind this graph. Sources shared by client graphs appear in each. */
  sources(): readonly ProbedSource[];
  /** Ends the graph's pipeline. Sources are closed by whoever made them. */
  stop(): Promise<void>;
}

/** A request whose transport has been checked: method, media types, sizes. */
export interface ClientRequest {
  readonly method: 'GET' | 'POST';
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The query string without `?`. */
  readonly search: string;
  /** The parsed JSON body of a POST; undefined for GET. */
  readonly body: unknown;
}

/** What belongs to the request but was not sent by the client. */
export interface AnswerContext {
  readonly correlationId: string;
  readonly identity: Identity;
  /** Aborts when the client is gone or the gateway stops. */
  readonly signal: AbortSignal;
  /** Told of the operation before its answer is handed out, which waits for it. Default: nothing is told. */
  readonly onOperation?: (operation: AnsweredOperation) => void | Promise<void>;
}

/** What became of one operation. Has nothing of its variables and its answer. */
export interface AnsweredOperation {
  /** As the client or the document names it. */
  readonly name: string | undefined;
  /** Undefined when the document was not read: it does not parse, or is not known. */
  readonly type: 'query' | 'mutation' | 'subscription' | undefined;
  /** SHA-256 of the document's text, hexadecimal; undefined when there is no text. */
  readonly hash: string | undefined;
  /** Fields with `@tag(name: "sensitive")` that it selects, as `Type.field`, sorted. Conditions are not looked at. */
  readonly sensitiveFields: readonly string[];
  /** False when it was refused as a whole. */
  readonly executed: boolean;
  /** Codes of the errors in its answer, each once. */
  readonly codes: readonly string[];
}

/** An answer, ready for the wire. */
export interface ClientAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes are JSON in UTF-8, and are not to be changed: other answers may be made of them. */
  readonly body: string | Buffer | AsyncIterable<string>;
}

/** A source as readiness sees it. */
export interface ProbedSource {
  readonly name: string;
  readonly kind: 'http' | 'local' | 'connectors';
  /**
   * Resolves when the source can be reached now.
   *
   * @throws {GatewayError} SOURCE_UNREACHABLE or SOURCE_TIMEOUT.
   */
  probe(signal: AbortSignal): Promise<void>;
}
