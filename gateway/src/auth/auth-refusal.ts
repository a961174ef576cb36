/** The codes that a request can be refused with for who sends it. */
export type AuthRefusalCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'AUTHENTICATION_UNAVAILABLE';

/** A request that is refused for who sends it, or does not. Built only from what the client sent. */
export interface AuthRefusal {
  readonly kind: 'refused';
  readonly code: AuthRefusalCode;
  readonly message: string;
  /** Response headers that belong to it: `www-authenticate`, `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a client is told of how to do better. */
export interface ChallengeOptions {
  /** The client graph's name, as the realm. */
  readonly realm: string;
  /** `Bearer` where tokens are accepted, else `ApiKey`. */
  readonly scheme: ChallengeScheme;
}

/** The authentication schemes of challenges. `ApiKey` is registered nowhere, but a 401 has to name one. */
export type ChallengeScheme = 'Bearer' | 'ApiKey';

/** The errors of RFC 6750 that go with 401. */
export type TokenError = 'invalid_request' | 'invalid_token';

/**
 * Refuses a request without credentials where they are needed.
 *
 * Spec: RFC 6750 section 3.1: a request that lacks any authentication information SHOULD NOT be told an error code.
 */
export function credentialsMissing(challenge: ChallengeOptions): AuthRefusal {
  return refused('UNAUTHENTICATED', 'The request needs credentials', {
    'www-authenticate': writeChallenge(challenge, {}),
  });
}

/**
 * Refuses credentials that cannot be accepted.
 *
 * Spec: RFC 6750 section 3.1. `invalid_request` would be 400 there; here everything that is wrong with how a caller says
 * who it is gets 401, since that is what it is about.
 *
 * @param description For people: ASCII without quotes and backslashes.
 */
export function credentialsInvalid(challenge: ChallengeOptions, error: TokenError, description: string): AuthRefusal {
  return refused('UNAUTHENTICATED', description, {
    'www-authenticate': writeChallenge(challenge, { error, error_description: description }),
  });
}

/**
 * Refuses a caller who is known but lacks scopes.
 *
 * Spec: RFC 6750 section 3.1 (`insufficient_scope`, 403).
 *
 * @param scopes What would do, all of them.
 */
export function scopeInsufficient(challenge: ChallengeOptions, scopes: readonly string[]): AuthRefusal {
  const message = `The credentials lack a scope: ${scopes.join(', ')}`;
  const parameters = { error: 'insufficient_scope', error_description: message, scope: scopes.join(' ') };
  return refused('FORBIDDEN', message, { 'www-authenticate': writeChallenge(challenge, parameters) });
}

/** Refuses a caller who is known and may not call this client graph, whatever its scopes. */
export function callerForbidden(message: string): AuthRefusal {
  return refused('FORBIDDEN', message, {});
}

/** Refuses what cannot be judged now, since the issuer cannot be asked. Never the caller's fault, so no 401. */
export function authenticationUnavailable(retryAfterSeconds: number): AuthRefusal {
  return refused('AUTHENTICATION_UNAVAILABLE', 'The credentials cannot be checked now: send the request again later', {
    'retry-after': String(retryAfterSeconds),
  });
}

function refused(code: AuthRefusalCode, message: string, headers: Readonly<Record<string, string>>): AuthRefusal {
  return { kind: 'refused', code, message, headers };
}

/** Spec: RFC 9110 section 11.6.1; RFC 6750 section 3 has the characters that descriptions may hold. */
function writeChallenge({ realm, scheme }: ChallengeOptions, parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries({ realm, ...parameters }).map(([name, value]) => `${name}="${quotable(value)}"`);
  return `${scheme} ${written.join(', ')}`;
}

function quotable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
