import type { Identity } from '../auth/identity.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { ServedEndpoints } from './endpoints/endpoint.js';

/** A client graph as the edge sees it: something at a path that answers GraphQL over HTTP requests. */
export interface ClientGraph {
  readonly name: string;
  /** Public path, such as `/mobile/graphql`. */
  readonly path: string;
  /** Origins that browsers may call from; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** How they may. Default: without credentials, with any header, remembered for ten minutes. */
  readonly corsOptions?: CorsOptions | undefined;
  /** Whether a request may be a list of operations, each of which is answered by itself. Default: it may not. */
  readonly batching?: BatchingPolicy;
  /** Persisted operations as plain endpoints. Default: there are none. */
  readonly endpoints?: ServedEndpoints;
  /** The operations that go before others when not all can be served in time. Default: there are none. */
  readonly critical?: CriticalOperations | undefined;
  /** Equal for headers that cannot make a difference to an answer, whichever operation is asked for. */
  headersKey?(headers: ReadonlyMap<string, string>): string;
  answer(request: ClientRequest, context: AnswerContext): Promise<ClientAnswer>;
  /** Every source behind this graph. Sources shared by client graphs appear in each. */
  sources(): readonly ProbedSource[];
  /** Ends the graph's pipeline. Sources are closed by whoever made them. */
  stop(): Promise<void>;
}

/** The operations of a client graph that go before others when not all can be served in time. */
export interface CriticalOperations {
  /** @param name Of a persisted operation. */
  hasName(name: string): boolean;
  /**
   * Whether a request names one of them by its id alone. A text beside it would be what is executed, or refused.
   *
   * @throws {SyntaxError} When a part of the query string that should be JSON is none.
   */
  isNamedBy(request: ClientRequest): boolean;
}

/** Whether a request may be a list of operations, and how long that may be. */
export interface BatchingPolicy {
  readonly enabled: boolean;
  readonly maxOperations: number;
}

/** How pages of other origins may call. */
export interface CorsOptions {
  /** Whether with cookies and client certificates. Default false. */
  readonly credentials?: boolean | undefined;
  /** Headers they may send, beside Content-Type. Default: any. */
  readonly allowedHeaders?: readonly string[] | undefined;
  /** Headers they may read, beside X-Correlation-ID. Default none. */
  readonly exposedHeaders?: readonly string[] | undefined;
  /** How long browsers may remember this, in seconds. Default 600. */
  readonly maxAgeSeconds?: number | undefined;
  /** Whether public pages may call into a private network. Default false. */
  readonly privateNetwork?: boolean | undefined;
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
  readonly onOperation?: ((operation: AnsweredOperation) => void | Promise<void>) | undefined;
  /** Judges the operation when its document is known and valid, before it is executed. Default: it is executed. */
  readonly admitResolved?:
    | ((operation: ResolvedOperation) => OperationRefusal | undefined | Promise<OperationRefusal | undefined>)
    | undefined;
  /** Told of what a limit or rule of the client graph refuses, or would have refused. Default: nothing is told. */
  readonly onBlocked?: ((blocked: BlockedOperation) => void | Promise<void>) | undefined;
}

/** An operation whose document is known and valid, before it is executed. */
export interface ResolvedOperation {
  /** As the document names it. */
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Fields at its root, one for each name in the answer; without introspection and `__typename`. */
  readonly rootFields: readonly string[];
  /** What it is estimated to cost with the variables it has. Found out when somebody asks. */
  cost(): number;
  /** Has what it has really cost told when it is answered: 0 if it was not executed. */
  whenCosted(told: (actual: number) => void): void;
}

/** Why an operation is not executed. The message is for its client. */
export interface OperationRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What a limit or a rule of a client graph stopped. Has nothing of the operation but names of the schema. */
export interface BlockedOperation {
  /** Which kind of rules. */
  readonly gate: 'limits' | 'operations' | 'introspection' | 'authorization';
  /** The limit or rule, as `facet.bff.yaml` names it. */
  readonly rule: string;
  readonly code: ErrorCode;
  /** It was only warned of: the operation went on. */
  readonly warnOnly: boolean;
  /** The fields that the caller may not see, as `Type.field`, where that is the reason; ten at most. */
  readonly fields?: readonly string[];
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
  readonly kind: 'http' | 'local' | 'connectors' | 'mock';
  /**
   * Resolves when the source can be reached now.
   *
   * @throws {GatewayError} SOURCE_UNREACHABLE or SOURCE_TIMEOUT.
   */
  probe(signal: AbortSignal): Promise<void>;
}
