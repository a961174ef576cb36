import { deepFreeze } from '../../config/deep-freeze.js';
import type { Identity, IdentityProof } from '../identity.js';
import { digestProof, identityKey } from '../identity-key.js';

/** Claims as they were proven. */
export type Claims = Readonly<Record<string, unknown>>;

/** What claims are read with. */
export interface ClaimsContext {
  readonly proof: IdentityProof;
  readonly issuer: string;
  /** Claims that hold scopes. */
  readonly scopeClaims: readonly string[];
  readonly token: string;
}

/** About the token, not about who it stands for. See `digestProof()` for why they are kept out. */
const tokenClaims: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'jti']);

/** Longest name of a client app, in characters. */
const maxClientName = 128;

/** Makes an identity of what a token was proven to say. */
export function identityOfClaims(claims: Claims, { proof, issuer, scopeClaims, token }: ClaimsContext): Identity {
  const kept = Object.assign(
    Object.create(null) as Record<string, unknown>,
    Object.fromEntries(Object.entries(claims).filter(([name]) => !tokenClaims.has(name))),
  );
  const client = { name: clientOf(claims), version: undefined };
  return {
    proof,
    subject: typeof claims['sub'] === 'string' ? claims['sub'] : undefined,
    issuer,
    scopes: new Set(scopeClaims.flatMap((name) => scopesIn(claims[name]))),
    claims: deepFreeze(kept),
    client,
    expiresAt: typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : undefined,
    token,
    key: identityKey(digestProof([proof, issuer, scopeClaims, kept]), client),
  };
}

/** `aud` as a list. Spec: RFC 7519 section 4.1.3. */
export function audiencesOf(claims: Claims): readonly string[] {
  const audience = claims['aud'];
  return (Array.isArray(audience) ? audience : [audience]).filter((one) => typeof one === 'string');
}

/** Spec: RFC 9068 section 2.2.3 has a text, RFC 7662 too; issuers that name the claim otherwise mostly have lists. */
function scopesIn(value: unknown): readonly string[] {
  const scopes = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return scopes.filter((scope): scope is string => typeof scope === 'string' && scope !== '');
}

/** Spec: RFC 9068 section 2.2 (`client_id`), OpenID Connect Core section 2 (`azp`). */
function clientOf(claims: Claims): string | undefined {
  const name = claims['client_id'] ?? claims['azp'];
  return typeof name === 'string' && name !== '' && name.length <= maxClientName ? name : undefined;
}
