import type { Identity } from '../auth/identity.js';

/**
 * Whose is what is kept for one caller alone.
 *
 * @returns The claim's value, who vouches for it, how it was proven and with which scopes, since sources may show the same
 *   user more or less by these; undefined when the caller has no such claim.
 */
export function callerClaim(identity: Identity, claim: string): readonly string[] | undefined {
  const { proof, issuer, subject, scopes, claims } = identity;
  const value = claim === 'sub' ? (subject ?? claims[claim]) : claims[claim];
  if (proof === 'none' || value === undefined || value === null || value === '') {
    return undefined;
  }
  return [proof, issuer ?? '', JSON.stringify(value), [...scopes].sort().join(' ')];
}
