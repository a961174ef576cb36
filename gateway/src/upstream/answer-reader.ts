/// <reference path="./undici-parts.d.ts" />
import type { Dispatcher } from 'undici';
import undiciErrors from 'undici/lib/core/errors.js';
import { GatewayError } from '../errors/gateway-error.js';
import { type AnswerHeaders, ReceivedHeaders } from './received-headers.js';

/** A call, as far as its answer depends on it. */
export interface AwaitedCall {
  /** Absolute, http or https. */
  readonly url: string | URL;
  /** Deadline for the whole call, connect and body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Cap on the answer's body, in bytes. */
  readonly maxAnswerBytes: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Name of the source, for errors. */
  readonly source: string;
}

/** A complete answer. */
export interface CompleteAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
}

/** What becomes of a call. Calls after the first of either are ignored. */
export interface AnswerOutcome {
  readonly resolve: (answer: CompleteAnswer) => void;
  readonly reject: (error: GatewayError) => void;
}

const noHeaders = new ReceivedHeaders([]);

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
 * each call, which is most of what a small call costs. It is one of the kind that gets headers in the bytes they came in:
 * for the newer kind they are all made into text, which nobody reads. undici 8, for Node >= 22.19, has only that one.
 */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #call: AwaitedCall;
  readonly #outcome: AnswerOutcome;
  readonly #timer: NodeJS.Timeout;
  /** All that end with the same signal. */
  readonly #fellows: Set<AnswerReader>;
  /** Undefined while the call waits for a connection. */
  #stop: ((reason: Error) => void) | undefined;
  /** Set once this side has given up; the connection's own error is then only a consequence. */
  #reason: Error | undefined;
  #status = 0;
  #headers = noHeaders;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(call: AwaitedCall, outcome: AnswerOutcome) {
    this.#call = call;
    this.#outcome = outcome;
    this.#timer = setTimeout(() => this.#abort(timedOut(call)), call.timeoutMs);
    this.#fellows = readersOf(call.signal).add(this);
    if (call.signal.aborted) {
      this.giveUp();
    }
  }

  /** Nobody waits for the answer any more. */
  giveUp(): void {
    this.#abort(new Error('nobody waits for the answer any more'));
  }

  onConnect(stop: (reason?: Error) => void): void {
    this.#stop = stop;
    if (this.#reason !== undefined) {
      stop(this.#reason);
    }
  }

  /** @returns Whether to read on. */
  onHeaders(status: number, received: Buffer[]): boolean {
    // 1xx answers announce the real one.
    if (status >= 200) {
      this.#status = status;
      this.#headers = new ReceivedHeaders(received);
      if (isEncoded(this.#headers)) {
        this.#abort(encoded(this.#call));
      }
    }
    return true;
  }

  /** @returns Whether to read on. */
  onData(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#call.maxAnswerBytes) {
      this.#abort(tooLarge(this.#call));
    } else {
      this.#chunks.push(chunk);
    }
    return true;
  }

  onComplete(): void {
    this.#release();
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#outcome.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onError(error: Error): void {
    this.#fail(this.#reason ?? error);
  }

  /** Gives up. A call that waits for a connection cannot be stopped yet, but its sender need not wait for one. */
  #abort(reason: Error): void {
    this.#reason ??= reason;
    this.#stop?.(this.#reason);
    this.#fail(this.#reason);
  }

  #fail(error: Error): void {
    this.#release();
    this.#outcome.reject(toGatewayError(error, this.#call));
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#fellows.delete(this);
  }
}

function isEncoded(headers: ReceivedHeaders): boolean {
  const coding = headers.get('content-encoding');
  return coding !== undefined && coding !== '' && coding !== 'identity';
}

function place(call: AwaitedCall): string {
  return `source "${call.source}" at ${new URL(call.url).origin}`;
}

function timedOut(call: AwaitedCall): GatewayError {
  const message = `Cannot fetch from ${place(call)}: no complete answer in ${call.timeoutMs} ms`;
  return new GatewayError('SOURCE_TIMEOUT', message, { source: call.source });
}

function tooLarge(call: AwaitedCall): GatewayError {
  const message = `Cannot read the answer of ${place(call)}: it is over ${call.maxAnswerBytes} bytes`;
  return new GatewayError('SOURCE_ANSWER_TOO_LARGE', message, { source: call.source });
}

function encoded(call: AwaitedCall): GatewayError {
  const message = `Cannot read the answer of ${place(call)}: it has a content coding, which was not asked for`;
  return new GatewayError('SOURCE_BAD_ANSWER', message, { source: call.source });
}

function toGatewayError(error: Error, call: AwaitedCall): GatewayError {
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
