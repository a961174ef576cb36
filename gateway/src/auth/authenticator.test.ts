import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestAuthenticator,
  startIssuer,
  type TestAuthenticator,
  type TestIssuer,
  testAudience,
  testHead,
} from './auth.test-kit.js';
import type { CallerPolicy } from './authenticator.js';

let issuer: TestIssuer;
let authenticator: TestAuthenticator;
beforeEach(async () => {
  issuer = await startIssuer();
  authenticator = createTestAuthenticator({ issuers: { login: { issuer: issuer.url } } });
});
afterEach(async () => {
  authenticator.close();
  await issuer.stop();
});

const policy = (changes: Partial<CallerPolicy> = {}): CallerPolicy => ({
  clientGraph: 'mobile',
  anonymous: false,
  audience: [testAudience],
  scopes: [],
  ...changes,
});
const soon = () => Math.floor(Date.now() / 1000) + 300;

describe('createAuthenticator()', () => {
  it('answers at once for a token seen before, and verifies it again once it has expired', async () => {
    const token = await issuer.sign({ exp: soon() });
    const head = testHead({ authorization: `Bearer ${token}` });
    expect(authenticator.identify(head, policy())).toBeInstanceOf(Promise);
    await authenticator.identityOf(token);
    expect(authenticator.identify(head, policy())).toMatchObject({ kind: 'identified' });
    authenticator.aheadMs = 304_000;
    expect(await authenticator.ask(token)).toMatchObject({ kind: 'identified' });
    authenticator.aheadMs = 306_000;
    expect(await authenticator.ask(token)).toMatchObject({ message: 'The token is not valid: it has expired' });
  });

  it('judges the audience for each client graph, also of a remembered token', async () => {
    const head = testHead({ authorization: `Bearer ${await issuer.sign({ aud: ['a', testAudience] })}` });
    expect(await authenticator.identify(head, policy())).toMatchObject({ kind: 'identified' });
    expect(await authenticator.identify(head, policy({ audience: ['b', 'a'] }))).toMatchObject({ kind: 'identified' });
    expect(await authenticator.identify(head, policy({ audience: ['b'] }))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await authenticator.identify(head, policy({ audience: [] }))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('lets anonymous callers in where the client graph does, and challenges them without an error elsewhere', async () => {
    const nobody = testHead({ 'apollographql-client-name': 'phone', 'apollographql-client-version': '1.2' });
    expect(authenticator.identify(nobody, policy({ anonymous: true }))).toMatchObject({
      kind: 'identified',
      identity: { proof: 'none', client: { name: 'phone', version: '1.2' }, key: 'anonymous ["phone","1.2"]' },
    });
    expect(authenticator.identify(nobody, policy())).toEqual({
      kind: 'refused',
      code: 'UNAUTHENTICATED',
      message: 'The request needs credentials',
      headers: { 'www-authenticate': 'Bearer realm="mobile"' },
    });
  });

  it('asks for every scope of the client graph, and names them in a 403', async () => {
    const needed = policy({ anonymous: true, scopes: ['shop', 'beta'] });
    const ask = async (scope: string) =>
      authenticator.identify(testHead({ authorization: `Bearer ${await issuer.sign({ scope })}` }), needed);
    expect(await ask('beta shop more')).toMatchObject({ kind: 'identified' });
    expect(await ask('shop')).toEqual({
      kind: 'refused',
      code: 'FORBIDDEN',
      message: 'The credentials lack a scope: shop, beta',
      headers: {
        'www-authenticate':
          'Bearer realm="mobile", error="insufficient_scope", error_description="The credentials lack a scope: shop, beta", scope="shop beta"',
      },
    });
    expect(authenticator.identify(testHead({}), needed)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('takes the client app from the token before the header, and a version only for that client', async () => {
    const token = await issuer.sign({ azp: 'phone' });
    const client = async (headers: Record<string, string>, claims?: string) =>
      (await authenticator.identityOf(claims ?? token, headers)).client;
    expect(await client({})).toEqual({ name: 'phone', version: undefined });
    expect(await client({ 'apollographql-client-name': 'admin', 'apollographql-client-version': '9' })).toEqual({
      name: 'phone',
      version: undefined,
    });
    expect(await client({ 'apollographql-client-version': '2' })).toEqual({ name: 'phone', version: '2' });
    const unnamed = await issuer.sign();
    expect(await client({ 'apollographql-client-name': 'web' }, unnamed)).toEqual({ name: 'web', version: undefined });
    expect(await client({ 'apollographql-client-name': 'x'.repeat(128) }, unnamed)).toMatchObject({
      name: 'x'.repeat(128),
    });
    for (const name of ['x'.repeat(129), '', ' web', 'wéb', 'a\u0000b']) {
      expect(await client({ 'apollographql-client-name': name }, unnamed)).toEqual({
        name: undefined,
        version: undefined,
      });
    }
  });

  it('gives a refreshed token the same key, and every other difference another', async () => {
    const claims = { sub: 'alice', scope: 'a b', roles: ['x'], session: { id: 1, at: 2 } };
    const keyOf = async (changes: object, headers?: Record<string, string>) =>
      (await authenticator.identityOf(await issuer.sign({ ...claims, ...changes }), headers)).key;
    const key = await keyOf({});
    expect(await keyOf({ iat: 1, exp: soon() + 50, jti: 'other', nbf: 2 })).toBe(key);
    expect(await keyOf({ session: { at: 2, id: 1 } })).toBe(key);
    const others = await Promise.all([
      keyOf({ sub: 'bob' }),
      keyOf({ sub: undefined }),
      keyOf({ scope: 'a' }),
      keyOf({ scope: 'b a' }),
      keyOf({ roles: ['x', 'y'] }),
      keyOf({ session: { id: 2, at: 2 } }),
      keyOf({ aud: [testAudience] }),
      keyOf({ tenant: 'north' }),
      keyOf({ azp: 'phone' }),
      keyOf({}, { 'apollographql-client-name': 'phone' }),
      keyOf({}, { 'apollographql-client-name': 'web' }),
    ]);
    expect(new Set([key, ...others]).size).toBe(others.length + 1);
    expect(key).not.toContain('alice');
  });

  it('keeps the claims that are about the token out of the identity, and all of them harmless', async () => {
    const { claims, expiresAt } = await authenticator.identityOf(
      await issuer.sign(JSON.parse('{"__proto__": {"admin": true}, "exp": 4102444800, "jti": "1"}')),
    );
    expect(Object.getPrototypeOf(claims)).toBeNull();
    expect(Object.keys(claims).toSorted()).toEqual(['__proto__', 'aud', 'iss', 'sub']);
    expect(claims['admin']).toBeUndefined();
    expect(Object.isFrozen(claims)).toBe(true);
    expect(expiresAt).toBe(4_102_444_800_000);
  });

  it('keeps what a connection proved, unless the request brings credentials of its own', async () => {
    const proven = { ...testHead({}).identity, proof: 'certificate', subject: 'CN=phone', key: 'c' } as const;
    expect(authenticator.identify({ ...testHead({}), identity: proven }, policy())).toMatchObject({
      identity: { proof: 'certificate', subject: 'CN=phone' },
    });
    const head = testHead({ authorization: `Bearer ${await issuer.sign()}` });
    expect(await authenticator.identify({ ...head, identity: proven }, policy())).toMatchObject({
      identity: { proof: 'token', subject: 'alice' },
    });
  });

  it.each([
    ['just under', 1, 'identified'],
    ['at', 0, 'identified'],
    ['just over', -1, 'refused'],
  ])('judges a token by tokens.maxBytes: %s it', async (_title, spare, kind) => {
    const token = await issuer.sign();
    const limited = createTestAuthenticator({
      issuers: { login: { issuer: issuer.url } },
      tokens: { maxBytes: token.length + spare },
    });
    expect((await limited.ask(token)).kind).toBe(kind);
    limited.close();
  });

  it('leaves Authorization alone where nobody here reads it, and still tells its callers apart', () => {
    const open = createTestAuthenticator({});
    const keyOf = (headers: Record<string, string>) => {
      const identification = open.identify(testHead(headers), policy({ anonymous: true, audience: [] }));
      return 'identity' in identification ? identification.identity.key : undefined;
    };
    expect(keyOf({})).toBe('anonymous');
    const keys = [keyOf({}), keyOf({ authorization: 'Basic abc' }), keyOf({ authorization: 'Basic abd' })];
    expect(new Set(keys).size).toBe(3);
    expect(keys.join()).not.toContain('abc');
    open.close();
  });
});
