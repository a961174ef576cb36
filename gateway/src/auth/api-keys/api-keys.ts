import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ApiKeyEntry, ApiKeysFile } from '../../config/api-keys-file.js';
import type { Identity } from '../identity.js';
import { digestProof, identityKey } from '../identity-key.js';
import { createScryptCheck, matchesSha256, parseApiKey } from './api-key-secret.js';

/** A key that is known and not past its end. */
export interface AcceptedApiKey {
  readonly identity: Identity;
  /** Whether it may call a client graph. */
  mayCall(clientGraph: string): boolean;
}

/** What checking an API key came to. */
export type ApiKeyVerdict =
  | { readonly kind: 'valid'; readonly apiKey: AcceptedApiKey }
  | { readonly kind: 'invalid' }
  /** Too many secrets are being hashed. */
  | { readonly kind: 'unavailable' };

/** The API keys of one file. */
export interface ApiKeys {
  check(text: string): ApiKeyVerdict | Promise<ApiKeyVerdict>;
}

/** How API keys are checked. */
export interface ApiKeysOptions {
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

interface KnownKey {
  readonly hash: string;
  readonly apiKey: AcceptedApiKey;
}

/** Most outcomes of scrypt that are remembered. */
const maxRemembered = 10_000;

const invalid: ApiKeyVerdict = { kind: 'invalid' };

/**
 * Makes the check for the keys of a file. Ids are looked up, secrets compared in constant time. What scrypt found is
 * remembered by digest, since it takes tens of milliseconds.
 */
export function createApiKeys({ keys }: ApiKeysFile, { now = Date.now }: ApiKeysOptions = {}): ApiKeys {
  const known = new Map(Object.entries(keys).map(([id, entry]) => [id, toKnownKey(id, entry)]));
  const remembered = new LRUCache<string, boolean>({ max: maxRemembered });
  const scrypt = createScryptCheck();

  function verdictOn({ apiKey }: KnownKey, matches: boolean): ApiKeyVerdict {
    const ended = apiKey.identity.expiresAt !== undefined && apiKey.identity.expiresAt <= now();
    return matches && !ended ? { kind: 'valid', apiKey } : invalid;
  }

  async function checkByScrypt(key: KnownKey, text: string, secret: string): Promise<ApiKeyVerdict> {
    const matches = await scrypt.matches(secret, key.hash);
    if (matches === 'busy') {
      return { kind: 'unavailable' };
    }
    remembered.set(hash('sha256', text, 'base64url'), matches);
    return verdictOn(key, matches);
  }

  return {
    check(text) {
      const parts = parseApiKey(text);
      const key = parts && known.get(parts.id);
      if (parts === undefined || key === undefined) {
        return invalid;
      }
      if (key.hash.startsWith('sha256:')) {
        return verdictOn(key, matchesSha256(parts.secret, key.hash));
      }
      const earlier = remembered.get(hash('sha256', text, 'base64url'));
      return earlier === undefined ? checkByScrypt(key, text, parts.secret) : verdictOn(key, earlier);
    },
  };
}

function toKnownKey(id: string, entry: ApiKeyEntry): KnownKey {
  const clientGraphs = new Set(entry.clientGraphs);
  const client = { name: entry.client ?? id, version: undefined };
  const digest = digestProof(['api-key', id, entry.scopes]);
  const identity: Identity = {
    proof: 'api-key',
    subject: id,
    issuer: 'api-keys',
    scopes: new Set(entry.scopes),
    claims: Object.freeze(Object.create(null) as Record<string, unknown>),
    client,
    expiresAt: entry.expires === undefined ? undefined : Date.parse(entry.expires),
    token: undefined,
    key: identityKey(digest, client),
  };
  return {
    hash: entry.hash,
    apiKey: { identity, mayCall: (clientGraph) => clientGraphs.has('*') || clientGraphs.has(clientGraph) },
  };
}
