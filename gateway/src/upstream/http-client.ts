import { Agent, type Dispatcher, errors as undiciErrors } from 'undici';
import { GatewayError } from '../errors/gateway-error.js';
import { createDeadline } from './deadline.js';

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
}

/** A complete answer. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** How every kind of source that speaks HTTP is reached. Redirects are not followed. */
export interface HttpClient {
  /**
   * @throws {GatewayError} SOURCE_UNREACHABLE when there is no connection or it breaks before the end of the body;
   *   SOURCE_TIMEOUT past `timeoutMs`; SOURCE_ANSWER_TOO_LARGE past `maxAnswerBytes`.
   */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** Closes every connection; calls under way fail. */
  close(): Promise<void>;
}

/** Options of `createHttpClient`. */
export interface HttpClientOptions {
  /** Most connections to one origin. Default 128. */
  readonly maxConnectionsPerOrigin?: number;
  /** How long an idle connection is kept, in milliseconds. Default 10000. */
  readonly keepAliveMs?: number;
}

/** Creates a client with one connection pool for each origin. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const agent = new Agent({
    connections: options.maxConnectionsPerOrigin ?? 128,
    keepAliveTimeout: options.keepAliveMs ?? 10_000,
    pipelining: 1,
  });
  return {
    request: (call) => request(agent, call),
    close: () => agent.destroy(),
  };
}

async function request(agent: Agent, call: HttpCall): Promise<HttpAnswer> {
  const deadline = createDeadline(call.timeoutMs, call.signal);
  try {
    const answer = await agent.request({
      ...target(call.url),
      method: call.method,
      headers: call.headers,
      body: call.body ?? null,
      signal: deadline.signal,
      // The deadline above covers every phase; undici's own timers would only cut it short.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const body = await readBody(answer, call);
    return { status: answer.statusCode, headers: toHeaderMap(answer.headers), body };
  } catch (error) {
    throw toGatewayError(error, call, deadline.expired());
  } finally {
    deadline.clear();
  }
}

function target(url: string | URL): { origin: string; path: string } {
  const parsed = typeof url === 'string' ? new URL(url) : url;
  return { origin: parsed.origin, path: parsed.pathname + parsed.search };
}

async function readBody(answer: Dispatcher.ResponseData, call: HttpCall): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > call.maxAnswerBytes) {
      throw new GatewayError(
        'SOURCE_ANSWER_TOO_LARGE',
        `Cannot read the answer of source "${call.source}": it is over ${call.maxAnswerBytes} bytes`,
        { source: call.source },
      );
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}

function toHeaderMap(headers: Dispatcher.ResponseData['headers']): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      map.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value);
    }
  }
  return map;
}

function toGatewayError(error: unknown, call: HttpCall, expired: boolean): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  const where = `source "${call.source}" at ${new URL(call.url).origin}`;
  if (expired) {
    return new GatewayError(
      'SOURCE_TIMEOUT',
      `Cannot fetch from ${where}: no complete answer in ${call.timeoutMs} ms`,
      {
        cause: error,
        source: call.source,
      },
    );
  }
  const reason = call.signal.aborted ? 'the request was aborted' : describe(error);
  return new GatewayError('SOURCE_UNREACHABLE', `Cannot fetch from ${where}: ${reason}`, {
    cause: error,
    source: call.source,
  });
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
