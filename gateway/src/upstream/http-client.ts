/// <reference path="./undici-parts.d.ts" />
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Identity } from '../auth/identity.js';
import { AnswerReader, type AwaitedCall, type CompleteAnswer } from './answer-reader.js';

/** The client's request that a call is made for, as far as calls may differ by it. */
export interface Caller {
  readonly correlationId: string;
  /** The client's request headers, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly identity: Identity;
}

/** One call to a source. */
export interface HttpCall extends AwaitedCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The source's `@source` or `@soapSource` that is called, as calls to each are bounded apart. Default: it has none. */
  readonly connector?: string | undefined;
  /** Undefined: the gateway asks for itself, as probes do. */
  readonly caller?: Caller | undefined;
}

/** A complete answer. */
export type HttpAnswer = CompleteAnswer;

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
        headers: headerList(call.headers),
        body: call.body ?? null,
        // The deadline of the call covers every phase; undici's own timers would only cut it short.
        headersTimeout: 0,
        bodyTimeout: 0,
        // Whether the next call may be sent before this one's answer begins, which one at a time on a connection never may.
        blocking: false,
      },
      new AnswerReader(call, { resolve: (answer) => deliver(() => resolve(answer)), reject }),
    );
  });
}

/** Names and values by turns: what undici makes of an object itself, without the copy of it that one more header would be. */
function headerList(headers: HttpCall['headers']): string[] {
  const list: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && name !== 'accept-encoding') {
      list.push(name, value);
    }
  }
  // Without the header any coding would be acceptable: RFC 9110 section 12.5.3.
  list.push('accept-encoding', 'identity');
  return list;
}
