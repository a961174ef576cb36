import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { anonymous, type Identity } from '../identity.js';
import { ada } from './for-sources.test-kit.js';
import { createMintedCredentials, type MintOptions } from './mint-token.js';
import { makeSigningKey } from './read-signing-keys.js';

const key = await makeSigningKey('ES256');
const startedAt = 1_700_000_000_000;

function setUp(options: Partial<MintOptions> = {}) {
  let time = startedAt;
  const credentials = createMintedCredentials({
    keys: { current: () => key, published: () => [key.publicJwk] },
    issuer: 'gateway',
    audience: 'orders',
    lifetimeMs: 120_000,
    claims: [],
    maxCachedTokens: 10,
    now: () => time,
    ...options,
  });
  const { signal } = new AbortController();
  return {
    tokenFor: async (identity: Identity) =>
      String(await credentials.authorization(identity, signal)).replace(/^Bearer /, ''),
    at: (ms: number) => {
      time = startedAt + ms;
    },
  };
}

describe('createMintedCredentials()', () => {
  it('says who is calling to the one source, in a token that the published key verifies', async () => {
    const token = await setUp().tokenFor(ada);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'facet-source+jwt', kid: key.kid });
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [key.publicJwk] }), {
      currentDate: new Date(startedAt),
    });
    expect(payload).toEqual({
      iss: 'gateway',
      aud: 'orders',
      iat: startedAt / 1000,
      exp: startedAt / 1000 + 120,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      proof: 'token',
      sub: 'ada',
      sub_id: { format: 'iss_sub', iss: 'https://id.example', sub: 'ada' },
      scope: 'orders:read profile',
      client: { name: 'web', version: '1.2' },
    });
  });

  it('names nobody for an anonymous caller', async () => {
    const { sub, sub_id, scope, client, proof } = decodeJwt(await setUp().tokenFor(anonymous));
    expect({ sub, sub_id, scope, client, proof }).toEqual({ proof: 'none' });
  });

  it('repeats the claims that it is told to, and lets none take the place of its own', async () => {
    const { tokenFor } = setUp({ claims: ['email', 'roles', 'iss', 'absent', '__proto__'] });
    expect(decodeJwt(await tokenFor(ada))).toMatchObject({
      email: 'ada@shop.example',
      roles: ['buyer'],
      iss: 'gateway',
    });
  });

  it('uses a token for half of its life', async () => {
    const { tokenFor, at } = setUp();
    const first = await tokenFor(ada);
    at(59_999);
    expect(await tokenFor(ada)).toBe(first);
    at(60_000);
    expect(await tokenFor(ada)).not.toBe(first);
  });

  it('lets no token outlive the caller’s own proof, but a request end that was let in', async () => {
    const life = async (expiresAt: number) => {
      const { exp = 0, iat = 0 } = decodeJwt(await setUp().tokenFor({ ...ada, expiresAt }));
      return exp - iat;
    };
    expect(await life(startedAt + 30_000)).toBe(30);
    expect(await life(startedAt + 500_000)).toBe(120);
    expect(await life(startedAt - 1)).toBe(10);
  });
});
