import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { Identity } from '../identity.js';
import type { SigningKeys } from './signing-keys.js';
import type { SourceCredentials } from './source-credentials.js';
import { createTokenCache } from './token-cache.js';

/**
 * `typ` of the tokens' header (RFC 8725 section 3.11): no token of another kind passes for one of these, even if the same
 * keys had signed it.
 */
export const mintedTokenType = 'facet-source+jwt';

/** How tokens for one source are made. */
export interface MintOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  /** What the source calls itself. */
  readonly audience: string;
  readonly lifetimeMs: number;
  /** Names of claims of the identity that are repeated. */
  readonly claims: readonly string[];
  readonly maxCachedTokens: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** A request that was let in is not cut off half-way when the caller's own token ends meanwhile. In milliseconds. */
const minLifetimeMs = 10_000;

/** Claims with a meaning of their own: none of the caller's takes their place. */
const ownClaims: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'client', 'sub_id', 'cnf', 'act'],
  ...['may_act', 'client_id', 'proof'],
]);

/**
 * Tokens that this gateway signs, for one source and one identity. One token serves for half of its life; an anonymous
 * caller's has no `sub`.
 *
 * Claims: `iss`, `aud` (the source, alone), `iat`, `exp`, `jti`; `sub` and, as `sub` is unique only with its issuer,
 * `sub_id` (RFC 9493, format `iss_sub`); `scope` (RFC 8693 section 4.2); `client`, `{ name, version }` of the client app, as it
 * calls itself unless its credentials say so; `proof`, how the gateway knows.
 */
export function createMintedCredentials(options: MintOptions): SourceCredentials {
  const { maxCachedTokens, lifetimeMs, keys, now = Date.now } = options;
  const tokens = createTokenCache({
    maxTokens: maxCachedTokens,
    now,
    async obtain(identity) {
      const at = now();
      const expiresAt = Math.max(at + minLifetimeMs, Math.min(at + lifetimeMs, identity.expiresAt ?? Infinity));
      const { kid, algorithm, privateKey } = keys.current();
      const token = await new SignJWT(payloadFor(identity, { ...options, at, expiresAt }))
        .setProtectedHeader({ alg: algorithm, typ: mintedTokenType, kid })
        .sign(privateKey);
      return { token: `Bearer ${token}`, reuseUntil: at + (expiresAt - at) / 2 };
    },
  });
  return { authorization: (identity) => tokens.get(identity) };
}

interface PayloadOptions extends MintOptions {
  readonly at: number;
  readonly expiresAt: number;
}

function payloadFor(identity: Identity, { issuer, audience, claims, at, expiresAt }: PayloadOptions): JWTPayload {
  const { subject, scopes, client, proof } = identity;
  return {
    ...repeated(identity, claims),
    iss: issuer,
    aud: audience,
    iat: Math.floor(at / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: randomUUID(),
    proof,
    ...(subject === undefined ? {} : { sub: subject }),
    ...(subject === undefined || identity.issuer === undefined
      ? {}
      : { sub_id: { format: 'iss_sub', iss: identity.issuer, sub: subject } }),
    ...(scopes.size === 0 ? {} : { scope: [...scopes].join(' ') }),
    ...(client.name === undefined ? {} : { client: { name: client.name, version: client.version } }),
  };
}

function repeated({ claims }: Identity, names: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    if (!ownClaims.has(name) && Object.hasOwn(claims, name)) {
      found[name] = claims[name];
    }
  }
  return found;
}
