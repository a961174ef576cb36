import type { JSONWebKeySet, JWK } from 'jose';
import type { JsonObject } from './issuer-client.js';

/** Public members of the key types that sign, by type: RFC 7518 section 6, RFC 8037 section 2. */
const publicMembers: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
]);

/** 2048 bits in base64url: RFC 7518 section 3.3 has it as the least. */
const minModulusLength = 342;

/** 16384 bits; a larger key only makes each verification dear. */
const maxModulusLength = 2731;

/**
 * Reads the keys of a JWKS that can verify signatures; all others (for encryption, shared secrets, of unknown or too weak
 * kinds) are left out. Of each key only what verifying needs is kept: no certificates, and no private part, should an
 * issuer publish it by mistake.
 *
 * Spec: RFC 7517 sections 4 and 5: keys that are not understood SHOULD be ignored.
 *
 * @throws {Error} When it is no JWKS, has more than `maxKeys`, or none that can be used.
 */
export function readKeySet(answer: JsonObject, maxKeys: number): JSONWebKeySet {
  const published = answer['keys'];
  if (!Array.isArray(published)) {
    throw new Error('Cannot use the keys of the issuer: it is not a JWKS');
  }
  if (published.length > maxKeys) {
    throw new Error(`Cannot use the keys of the issuer: it has ${published.length}, at most ${maxKeys} are read`);
  }
  const keys = published.flatMap((key: unknown) => publicSigningKey(key));
  if (keys.length === 0) {
    throw new Error('Cannot use the keys of the issuer: none of them can verify a signature');
  }
  return { keys };
}

function publicSigningKey(candidate: unknown): readonly JWK[] {
  if (typeof candidate !== 'object' || candidate === null) {
    return [];
  }
  const key = candidate as Readonly<Record<string, unknown>>; // an object, seen just now
  const members = publicMembers.get(key['kty']);
  if (members === undefined || !isForSignatures(key) || members.some((name) => typeof key[name] !== 'string')) {
    return [];
  }
  if (key['kty'] === 'RSA' && !isWithin(String(key['n']).length, minModulusLength, maxModulusLength)) {
    return [];
  }
  const kept = ['kty', 'kid', 'alg', ...members].filter((name) => typeof key[name] === 'string');
  return [Object.fromEntries(kept.map((name) => [name, key[name]])) as unknown as JWK];
}

function isForSignatures({ use, key_ops: operations }: Readonly<Record<string, unknown>>): boolean {
  return (use === undefined || use === 'sig') && (!Array.isArray(operations) || operations.includes('verify'));
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
