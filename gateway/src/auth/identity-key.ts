import { hash } from 'node:crypto';
import type { ClientApp } from './identity.js';

/**
 * Makes the part of an identity's key that says who it is: a digest of everything that was proven.
 *
 * Two tokens have the same key only if they say the same of their subject: issuer, subject, scopes, audience and every
 * other claim, down to the session. Left out are `iat`, `nbf`, `exp` and `jti`, which RFC 7519 sections 4.1.4 to 4.1.7
 * define as being about the token and not about the subject, and which `Identity.claims` does not hold either, so that
 * no policy can depend on them. A user whose token was refreshed therefore keeps the key; one whose scopes, roles or
 * session changed does not. When a proof ends is judged for each request, before anything kept under the key is looked at.
 *
 * @param proof JSON values, in an order that means something. Objects in it count by their members, in any order.
 * @returns 43 characters, of which nothing can be read back.
 */
export function digestProof(proof: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(proof, sortMembers), 'base64url');
}

/** The key of an identity: who it is, and through which client app, whose name or version may decide what is answered. */
export function identityKey(who: string, { name, version }: ClientApp): string {
  return name === undefined && version === undefined ? who : `${who} ${JSON.stringify([name, version])}`;
}

function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
