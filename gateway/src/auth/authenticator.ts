import { hash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type AuthConfig, authConfig } from '../config/auth-config.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { Log } from '../telemetry/logger.js';
import type { HttpClient } from '../upstream/http-client.js';
import type { AcceptedApiKey, ApiKeyVerdict } from './api-keys/api-keys.js';
import { openApiKeys } from './api-keys/open-api-keys.js';
import {
  type AuthRefusal,
  authenticationUnavailable,
  type ChallengeOptions,
  callerForbidden,
  credentialsInvalid,
  credentialsMissing,
  scopeInsufficient,
} from './auth-refusal.js';
import { readClientApp, withClientApp } from './client-app.js';
import { anonymous, type Identity } from './identity.js';
import { openTokens } from './issuers/open-tokens.js';
import { type RequestHead, readCredentials } from './tokens/read-credentials.js';
import type { TokenVerdict, VerifiedToken } from './tokens/token-verdict.js';

/** Who may call one client graph. */
export interface CallerPolicy {
  readonly clientGraph: string;
  /** Whether requests without credentials are answered. */
  readonly anonymous: boolean;
  /** What a token's `aud` must hold, one of them at least. */
  readonly audience: readonly string[];
  /** Scopes that every request needs, all of them. */
  readonly scopes: readonly string[];
}

/** Who is calling, or why that cannot be accepted. */
export type Identification = { readonly kind: 'identified'; readonly identity: Identity } | AuthRefusal;

/** A request, on a connection that may have proven who is calling. */
export interface CallerHead extends RequestHead {
  readonly identity: Identity;
}

/** Says who is calling. */
export interface Authenticator {
  /**
   * At once, without a promise, for credentials seen before.
   *
   * @param head Its `identity` is what the connection proved, such as by a certificate; it stands unless the request
   *   itself brings credentials.
   */
  identify(head: CallerHead, policy: CallerPolicy): Identification | Promise<Identification>;
  /** Fetches what the first token needs. Never rejects; nobody needs to wait for it. */
  prepare(): Promise<void>;
  /** Ends calls to issuers and the watching of files. */
  close(): void;
}

/** What an authenticator is made with. */
export interface AuthenticatorOptions {
  /** Default: no issuers and no API keys. */
  readonly config?: DeepReadonly<AuthConfig>;
  readonly httpClient: HttpClient;
  readonly log: Log;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** What is told to clients that cannot be judged now, in seconds. */
const retryAfterSeconds = 5;

/**
 * Makes an authenticator: the one place in which credentials become an identity.
 *
 * Credentials that are there must be right: a request with a token that is not valid is refused also where anonymous
 * requests are answered. With a token and an API key both must be right; the token says who calls and with which scopes,
 * the key which client app it is.
 *
 * @throws {GatewayError} CONFIGURATION_INVALID when the file with API keys cannot be used.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { config = authConfig.parse({}), httpClient, log, now } = options;
  const closing = new AbortController();
  const { signal } = closing;
  // One listener for each call under way to an issuer: more than ten are no leak.
  setMaxListeners(0, signal);
  const clock = now === undefined ? {} : { now };
  const tokens = openTokens({ config, httpClient, log, signal, ...clock });
  const apiKeys = config.apiKeys && openApiKeys({ file: config.apiKeys.file, log, signal, ...clock });
  const scheme = tokens.accepted || apiKeys === undefined ? 'Bearer' : 'ApiKey';
  const rules = {
    tokens: tokens.accepted,
    maxTokenLength: config.tokens.maxBytes,
    apiKeyHeader: config.apiKeys?.header,
  };

  function identify(head: CallerHead, policy: CallerPolicy): Identification | Promise<Identification> {
    const challenge = { realm: policy.clientGraph, scheme } as const;
    const found = readCredentials(head, rules);
    if (found.kind === 'malformed') {
      return credentialsInvalid(challenge, found.error, found.description);
    }
    const token = found.token === undefined ? undefined : tokens.check(found.token);
    const apiKey = found.apiKey === undefined ? undefined : apiKeys?.check(found.apiKey);
    const judging = { head, policy, challenge, client: config.client, verifies: tokens.accepted };
    return token instanceof Promise || apiKey instanceof Promise
      ? Promise.all([token, apiKey]).then(([first, second]) => judge(first, second, judging))
      : judge(token, apiKey, judging);
  }

  return {
    identify,
    prepare: () => tokens.prepare(),
    close: () => closing.abort(),
  };
}

interface Judging {
  readonly head: CallerHead;
  readonly policy: CallerPolicy;
  readonly challenge: ChallengeOptions;
  readonly client: AuthConfig['client'];
  /** Whether `Authorization` is read here. */
  readonly verifies: boolean;
}

function judge(token: TokenVerdict | undefined, apiKey: ApiKeyVerdict | undefined, judging: Judging): Identification {
  const { challenge, policy } = judging;
  if (token?.kind === 'invalid') {
    return credentialsInvalid(challenge, 'invalid_token', `The token is not valid: ${token.reason}`);
  }
  if (apiKey?.kind === 'invalid') {
    return credentialsInvalid(challenge, 'invalid_token', 'The API key is not valid');
  }
  if (token?.kind === 'unavailable' || apiKey?.kind === 'unavailable') {
    return authenticationUnavailable(retryAfterSeconds);
  }
  if (token !== undefined && !acceptsAudience(token.token, policy)) {
    return credentialsInvalid(challenge, 'invalid_token', 'The token is not valid: it is for another audience');
  }
  if (apiKey !== undefined && !apiKey.apiKey.mayCall(policy.clientGraph)) {
    return callerForbidden('The API key is not for this client graph');
  }
  return admit(token?.token, apiKey?.apiKey, judging);
}

/** What holds for every caller once the credentials are right. */
function admit(
  token: VerifiedToken | undefined,
  apiKey: AcceptedApiKey | undefined,
  { head, policy, challenge, client, verifies }: Judging,
): Identification {
  const proven = token?.identity ?? apiKey?.identity ?? (head.identity.proof === 'none' ? undefined : head.identity);
  if (proven === undefined && (!policy.anonymous || policy.scopes.length > 0)) {
    return credentialsMissing(challenge);
  }
  const who = proven ?? (verifies ? anonymous : unverified(head));
  if (!policy.scopes.every((scope) => who.scopes.has(scope))) {
    return scopeInsufficient(challenge, policy.scopes);
  }
  const identity = token !== undefined && apiKey !== undefined ? withApiKey(who, apiKey) : who;
  return { kind: 'identified', identity: withClientApp(identity, readClientApp(head.headers, client)) };
}

function acceptsAudience({ audiences, audienceOptional }: VerifiedToken, { audience }: CallerPolicy): boolean {
  return audienceOptional || audiences.some((one) => audience.includes(one));
}

/** The client app that an API key proves, over what the token says of it; the earlier of two ends is the end. */
function withApiKey(user: Identity, { identity: app }: AcceptedApiKey): Identity {
  const ends = [user.expiresAt, app.expiresAt].filter((end) => end !== undefined);
  return {
    ...user,
    client: app.client,
    expiresAt: ends.length === 0 ? undefined : Math.min(...ends),
    key: `${user.key} ${app.key}`,
  };
}

/**
 * Where nobody here reads `Authorization`, a source that it is passed on to may: two callers with different ones are not
 * the same then, though neither is known.
 */
function unverified({ headers }: RequestHead): Identity {
  const authorization = headers.get('authorization');
  return authorization === undefined
    ? anonymous
    : { ...anonymous, key: `anonymous ${hash('sha256', authorization, 'base64url')}` };
}
