import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { SigningAlgorithm, SigningKey } from './signing-keys.js';

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;
/** More than any rotation needs; sources read them all. */
const maxKeys = 16;

/**
 * Reads private keys to sign with: a JWK Set (RFC 7517), or one or more PEM blocks.
 *
 * @param text Keys on P-256 (ES256) or Ed25519 (EdDSA); the first is to sign. A key without `kid` gets its thumbprint (RFC 7638).
 * @throws {SyntaxError} when it has no key, more than 16, or one that cannot sign; the message shows nothing of them.
 */
export async function readSigningKeys(text: string): Promise<readonly SigningKey[]> {
  const found = text.trimStart().startsWith('{') ? readJwkSet(text) : readPem(text);
  if (found.length < 1 || found.length > maxKeys) {
    throw new SyntaxError(`Expected 1 to ${maxKeys} private keys: got ${found.length}`);
  }
  const keys = await Promise.all(found.map(({ key, kid }) => toSigningKey(key, kid)));
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw new SyntaxError('Two keys have the same "kid"');
  }
  return keys;
}

/** Makes a new key. */
export async function makeSigningKey(algorithm: SigningAlgorithm): Promise<SigningKey> {
  const { privateKey } =
    algorithm === 'ES256'
      ? await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
      : await promisify(generateKeyPair)('ed25519');
  return toSigningKey(privateKey, undefined);
}

interface FoundKey {
  readonly key: KeyObject;
  readonly kid: string | undefined;
}

function readJwkSet(text: string): readonly FoundKey[] {
  const { keys } = parseJson(text) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) {
    throw new SyntaxError('Expected a JWK Set: "keys" is no list');
  }
  return keys.map((jwk: JWK, index) => {
    const kid = jwk?.kid;
    if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > 256)) {
      throw new SyntaxError(`Key ${index + 1} has a "kid" that is no text of 1 to 256 characters`);
    }
    return { key: privateKey(index, () => createPrivateKey({ key: jwk as never, format: 'jwk' })), kid };
  });
}

function parseJson(text: string): object {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    // Its message would show a part of the keys.
    throw new SyntaxError('Expected a JWK Set: it is no JSON');
  }
}

function readPem(text: string): readonly FoundKey[] {
  return [...text.matchAll(pemBlock)].map(([block], index) => ({
    key: privateKey(index, () => createPrivateKey(block)),
    kid: undefined,
  }));
}

function privateKey(index: number, read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    // Its message could show a part of the key.
    throw new SyntaxError(`Key ${index + 1} is no private key that can be read`);
  }
}

async function toSigningKey(key: KeyObject, kid: string | undefined): Promise<SigningKey> {
  const algorithm = algorithmOf(key);
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  const name = kid ?? (await calculateJwkThumbprint(jwk));
  return {
    kid: name,
    algorithm,
    privateKey: key,
    publicJwk: { ...jwk, kid: name, alg: algorithm, use: 'sig' },
  };
}

function algorithmOf(key: KeyObject): SigningAlgorithm {
  if (key.asymmetricKeyType === 'ed25519') {
    return 'EdDSA';
  }
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
    return 'ES256';
  }
  throw new SyntaxError('Expected a private key on P-256 (ES256) or Ed25519 (EdDSA)');
}
