import type { ExchangeConfig } from '../../config/source-identity-config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { HttpAnswer, HttpClient } from '../../upstream/http-client.js';
import type { Identity } from '../identity.js';
import type { SourceCredentials } from './source-credentials.js';
import { createTokenCache, type ObtainedToken } from './token-cache.js';

/** What an exchange depends on. */
export interface ExchangeOptions {
  readonly exchange: ExchangeConfig;
  /** Name of the source, which is also the audience by default. */
  readonly source: string;
  readonly httpClient: HttpClient;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Larger than any token that a header can carry, with the JSON around it. */
const maxAnswerBytes = 65_536;
/** A token is not used in its last seconds, lest it end on its way. In milliseconds. */
const marginMs = 10_000;
/** RFC 6750 section 2.1, b64token. */
const bearerToken = /^[A-Za-z0-9\-._~+/]+=*$/;
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/**
 * The client's token, exchanged for one that is meant for the source. A caller without a token has nothing to exchange:
 * the source is told nothing of it.
 *
 * Spec: RFC 8693 section 2. An exchanged token is kept until shortly before it expires, and never past the caller's own.
 */
export function createExchangedCredentials(options: ExchangeOptions): SourceCredentials {
  const { exchange, now = Date.now } = options;
  const tokens = createTokenCache({
    maxTokens: exchange.maxCachedTokens,
    now,
    obtain: (identity) => exchangeToken(identity, { ...options, now }),
  });
  return {
    authorization(identity, signal) {
      if (identity.token === undefined) {
        return undefined;
      }
      const token = tokens.get(identity);
      return typeof token === 'string' ? token : untilAborted(token, signal, options.source);
    },
    refused: (identity) => tokens.forget(identity),
  };
}

async function exchangeToken(identity: Identity, options: Required<ExchangeOptions>): Promise<ObtainedToken> {
  const { exchange, source, httpClient, now } = options;
  const at = now();
  const answer = await httpClient.request({
    method: 'POST',
    url: exchange.tokenEndpoint,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(exchange.clientAuthentication === 'basic' ? { authorization: basic(exchange) } : {}),
    },
    body: form(identity.token ?? '', options).toString(),
    timeoutMs: exchange.timeoutMs,
    maxAnswerBytes,
    // Others may wait for the same token: the deadline ends it, not the first who goes away.
    signal: new AbortController().signal,
    source,
  });
  const { token, expiresInMs } = readAnswer(answer, options);
  const ends = Math.min(expiresInMs === undefined ? 0 : at + expiresInMs, identity.expiresAt ?? Infinity);
  return { token: `Bearer ${token}`, reuseUntil: ends - marginMs };
}

function form(token: string, { exchange, source }: ExchangeOptions): URLSearchParams {
  const { clientAuthentication, clientId, clientSecret, audience, resource, scopes } = exchange;
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: accessTokenType,
    requested_token_type: accessTokenType,
    audience: audience ?? source,
    ...(resource === undefined ? {} : { resource }),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...(clientAuthentication === 'post' ? { client_id: clientId, client_secret: clientSecret } : {}),
  });
}

/** RFC 6749 section 2.3.1: both parts are form-encoded first. */
function basic({ clientId, clientSecret }: ExchangeConfig): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

function readAnswer(
  { status, body }: HttpAnswer,
  { source }: ExchangeOptions,
): { readonly token: string; readonly expiresInMs: number | undefined } {
  const answer = parseObject(body);
  if (status !== 200) {
    // Only the code, which RFC 6749 section 5.2 limits: descriptions may repeat what was sent.
    const code = typeof answer['error'] === 'string' && /^[a-z_]{1,64}$/.test(answer['error']) ? answer['error'] : '';
    throw failed(source, `the authorization server answered ${status}${code === '' ? '' : ` ${code}`}`);
  }
  const { access_token: token, token_type: type, expires_in: expiresIn } = answer;
  if (typeof token !== 'string' || token.length > 16_384 || !bearerToken.test(token)) {
    throw failed(source, 'the authorization server gave no token that a header can carry');
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw failed(source, 'the authorization server gave a token that is no bearer token');
  }
  return { token, expiresInMs: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn * 1000 : undefined };
}

function parseObject(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // It is no answer of an authorization server, which the caller finds for lack of a token.
    return {};
  }
}

function failed(source: string, reason: string): GatewayError {
  const message = `Cannot exchange the caller's token for source "${source}": ${reason}`;
  return new GatewayError('SOURCE_AUTHENTICATION_FAILED', message, { source });
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, source: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      const message = `Cannot fetch from source "${source}": nobody waits for the answer any more`;
      reject(new GatewayError('SOURCE_UNREACHABLE', message, { source }));
    };
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
