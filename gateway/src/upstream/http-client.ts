/// <reference path="./undici-parts.d.ts" />
import type { Dispatcher } from 'undici';
import undiciErrors from 'undici/lib/core/errors.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Identity } from '../auth/identity.js';
import { GatewayError } from '../errors/gateway-error.js';

/** The client's request that a call is made for, as far as calls may differ by it. */
export interface Caller {
  readonly correlationId: string;
  /** The client's request headers, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly identity: Identity;
}

/** One call to a source. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, http or https. */
  readonly url: string | URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Deadline for the whole call, connect and body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Cap on the answer's body, in bytes. */
  readonly maxAnswerBytes: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Name of the source, for errors. */
  readonly source: string;
  /** The source's `@source` or `@soapSource` that is called, as calls to each are bounded apart. Default: it has none. */
  readonly connector?: string | undefined;
  /** Undefined: the gateway asks for itself, as probes do. */
  readonly caller?: Caller;
}

/** A complete answer. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/**
 * How every kind of source that speaks HTTP is reached. Redirects are not followed, and compressed answers neither asked
 * for nor taken: `maxAnswerBytes` would say nothing about what they expand to.
 */
export interface HttpClient {
  /**
   * @throws {GatewayError} SOURCE_UNREACHABLE when there is no connection or it breaks before the end of the body;
   *   SOURCE_TIMEOUT past `timeoutMs`; SOURCE_ANSWER_TOO_LARGE past `maxAnswerBytes`; SOURCE_BAD_ANSWER when the answer
   *   is no HTTP/1.1 or has a content coding.
   */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** Closes every connection; calls under way fail. */
  close(): Promise<void>;
  /**
   * Names in lower case of the caller's headers that calls can differ by, beside those that are in `HttpCall.headers`.
   * Default: none.
   */
  readonly callerHeaders?: ReadonlySet<string> | 'any';
}

/** Most connections to one origin where nothing else is said. */
export const defaultMaxConnections = 128;

/** Options of `createHttpClient`. */
export interface HttpClientOptions {
  /** Most connections to one origin. Default `defaultMaxConnections`. */
  readonly maxConnectionsPerOrigin?: number;
  /** How long an idle connection is kept, in milliseconds. Default 10000. */
  readonly keepAliveMs?: number;
  /** Hands over an answer, now or a little later. Default: at once. */
  readonly deliver?: ((answer: () => void) => void) | undefined;
  /** For mutual TLS. Default: the system's certificate authorities, and no certificate of our own. */
  readonly tls?: ClientTls | undefined;
}

/** Certificates and keys in PEM. */
export interface ClientTls {
  /** Authorities that may have signed the source's certificate, instead of the system's. */
  readonly ca?: string;
  /** What this side shows, with its chain. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the source's certificate must have, instead of the URL's host. */
  readonly servername?: string;
}

/** Creates a client with one connection pool for each origin. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const agent = new Agent({
    connections: options.maxConnectionsPerOrigin ?? defaultMaxConnections,
    keepAliveTimeout: options.keepAliveMs ?? 10_000,
    pipelining: 1,
    ...(options.tls === undefined ? {} : { connect: { ...options.tls } }),
  });
  return {
    request: (call) => request(agent, call, options.deliver),
    close: () => agent.destroy(),
  };
}

function request(
  agent: Agent,
  call: HttpCall,
  deliver: HttpClientOptions['deliver'] = (answer) => answer(),
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { origin, pathname, search } = typeof call.url === 'string' ? new URL(call.url) : call.url;
    agent.dispatch(
      {
        origin,
        path: pathname + search,
        method: call.method,
        // Without the header any coding would be acceptable: RFC 9110 section 12.5.3.
        headers: { ...call.headers, 'accept-encoding': 'identity' },
        body: call.body ?? null,
        // The deadline below covers every phase; undici's own timers would only cut it short.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      new AnswerReader(call, (answer) => deliver(() => resolve(answer)), reject),
    );
  });
}

const readersBySignal = new WeakMap<AbortSignal, Set<AnswerReader>>();

/** Those that end with a signal. One listener for all calls of an operation: listening to a signal costs more than a set. */
function readersOf(signal: AbortSignal): Set<AnswerReader> {
  const known = readersBySignal.get(signal);
  if (known !== undefined) {
    return known;
  }
  const readers = new Set<AnswerReader>();
  readersBySignal.set(signal, readers);
  const giveUp = (): void => {
    for (const reader of readers) {
      reader.giveUp();
    }
  };
  signal.addEventListener('abort', giveUp, { once: true });
  return readers;
}

/**
 * Reads one answer. A dispatch handler rather than `request()`: there is no stream and no abort controller to make for
 * each call, which is most of what a small call costs.
 */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #call: HttpCall;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: GatewayError) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  /** Set once this side has given up; the connection's own error is then only a consequence. */
  #reason: Error | undefined;
  #status = 0;
  #headers: Dispatcher.ResponseData['headers'] = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(call: HttpCall, resolve: (answer: HttpAnswer) => void, reject: (error: GatewayError) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#abort(timedOut(call)), call.timeoutMs);
    readersOf(call.signal).add(this);
    if (call.signal.aborted) {
      this.giveUp();
    }
  }

  /** Nobody waits for the answer any more. */
  giveUp(): void {
    this.#abort(new Error('nobody waits for the answer any more'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#reason !== undefined) {
      controller.abort(this.#reason);
    }
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Dispatcher.ResponseData['headers']): void {
    // 1xx answers announce the real one.
    if (status >= 200) {
      this.#status = status;
      this.#headers = headers;
      if (isEncoded(headers)) {
        this.#abort(encoded(this.#call));
      }
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#call.maxAnswerBytes) {
      this.#abort(tooLarge(this.#call));
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    this.#release();
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#resolve(new CompleteAnswer(this.#status, this.#headers, body));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#reason ?? error);
  }

  /** Gives up. A call that waits for a connection has no controller yet, but its sender need not wait for one. */
  #abort(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
    this.#fail(this.#reason);
  }

  #fail(error: Error): void {
    this.#release();
    this.#reject(toGatewayError(error, this.#call));
  }

  #release(): void {
    clearTimeout(this.#timer);
    readersOf(this.#call.signal).delete(this);
  }
}

/** An answer whose headers are put into a map only when somebody reads them; most sources' never are. */
class CompleteAnswer implements HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly #received: Dispatcher.ResponseData['headers'];
  #headers: ReadonlyMap<string, string> | undefined;

  constructor(status: number, received: Dispatcher.ResponseData['headers'], body: Buffer) {
    this.status = status;
    this.#received = received;
    this.body = body;
  }

  get headers(): ReadonlyMap<string, string> {
    this.#headers ??= toHeaderMap(this.#received);
    return this.#headers;
  }
}

function isEncoded(headers: Dispatcher.ResponseData['headers']): boolean {
  const coding = headers['content-encoding'];
  return coding !== undefined && coding !== '' && coding !== 'identity';
}

function toHeaderMap(headers: Dispatcher.ResponseData['headers']): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) {
      map.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
    }
  }
  return map;
}

function place(call: HttpCall): string {
  return `source "${call.source}" at ${new URL(call.url).origin}`;
}

function timedOut(call: HttpCall): GatewayError {
  const message = `Cannot fetch from ${place(call)}: no complete answer in ${call.timeoutMs} ms`;
  return new GatewayError('SOURCE_TIMEOUT', message, { source: call.source });
}

function tooLarge(call: HttpCall): GatewayError {
  const message = `Cannot read the answer of ${place(call)}: it is over ${call.maxAnswerBytes} bytes`;
  return new GatewayError('SOURCE_ANSWER_TOO_LARGE', message, { source: call.source });
}

function encoded(call: HttpCall): GatewayError {
  const message = `Cannot read the answer of ${place(call)}: it has a content coding, which was not asked for`;
  return new GatewayError('SOURCE_BAD_ANSWER', message, { source: call.source });
}

function toGatewayError(error: Error, call: HttpCall): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  const options = { cause: error, source: call.source };
  return error instanceof undiciErrors.HTTPParserError || error instanceof undiciErrors.HeadersOverflowError
    ? new GatewayError('SOURCE_BAD_ANSWER', `Cannot read the answer of ${place(call)}: it is no HTTP/1.1`, options)
    : new GatewayError('SOURCE_UNREACHABLE', `Cannot fetch from ${place(call)}: ${describe(error)}`, options);
}

function describe(error: unknown): string {
  if (error instanceof undiciErrors.SocketError) {
    return 'the connection was closed before the answer was complete';
  }
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return error.errors[0].message;
  }
  return error instanceof Error ? error.message : String(error);
}
