import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { IncomingRequest } from './caller.js';
import { type Claims, createSigner, serveKeys, signWith } from './subgraph.test-kit.js';
import { createTokenVerifier, type TokenOptions } from './verify-token.js';

const gateway = await createSigner();
const stranger = await createSigner();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function requestWith(...authorization: string[]): IncomingRequest {
  return {
    method: 'POST',
    target: '/graphql',
    headers: (name) => (name === 'authorization' ? authorization : []),
    body: () => undefined,
  };
}

function verifier(options: Partial<TokenOptions> = {}) {
  const verify = createTokenVerifier({ issuer: 'gateway', audience: 'orders', jwks: gateway.jwks, ...options });
  return (token: string) => verify(requestWith(`Bearer ${token}`));
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('createTokenVerifier()', () => {
  it('tells who is calling', async () => {
    const token = await gateway.sign({
      sub_id: { format: 'iss_sub', iss: 'https://id.example', sub: 'user-1' },
      scope: 'orders:read orders:write',
      client: { name: 'web', version: '1.2' },
    });
    expect(await verifier()(token)).toMatchObject({
      ok: true,
      caller: {
        subject: 'user-1',
        subjectIssuer: 'https://id.example',
        scopes: new Set(['orders:read', 'orders:write']),
        client: { name: 'web', version: '1.2' },
        claims: { iss: 'gateway', jti: 'a-token' },
      },
    });
  });

  it('takes an anonymous caller, and EdDSA', async () => {
    const other = await createSigner('EdDSA');
    const verdict = await verifier({ jwks: other.jwks })(await other.sign({ sub: undefined }));
    expect(verdict).toMatchObject({ ok: true, caller: { subject: undefined, scopes: new Set(), client: {} } });
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, Claims, Record<string, unknown>]>([
    ['for another source', { aud: 'accounts' }, {}],
    ['for this source and another', { aud: ['orders', 'accounts'] }, {}],
    ['for a list with this source alone', { aud: ['orders'] }, {}],
    ['for nobody', { aud: undefined }, {}],
    ['by another issuer', { iss: 'https://id.example' }, {}],
    ['expired', { iat: now - 120, exp: now - 6 }, {}],
    ['that never expires', { exp: undefined }, {}],
    ['that is not valid yet', { nbf: now + 30 }, {}],
    ['from the future', { iat: now + 30 }, {}],
    ['that is older than any of the gateway', { iat: now - 3700, exp: now + 60 }, {}],
    ['without an id', { jti: undefined }, {}],
    ['of the type of access tokens', {}, { typ: 'at+jwt' }],
    ['of no type', {}, { typ: undefined }],
    ['by a key that is not published', {}, { kid: 'another' }],
  ])('refuses a token %s', async (_, claims, header) => {
    const verdict = await verifier()(await gateway.sign(claims, header));
    expect(verdict).toMatchObject({ ok: false, status: 401, challenge: 'Bearer error="invalid_token"' });
  });

  it('refuses a token by another key under the name of the right one', async () => {
    const token = await signWith(stranger.key, {}, { kid: gateway.key.kid });
    expect(await verifier()(token)).toMatchObject({ ok: false, status: 401 });
  });

  it('refuses an algorithm that is not among those it was told', async () => {
    expect(await verifier({ algorithms: ['EdDSA'] })(await gateway.sign())).toMatchObject({ ok: false, status: 401 });
  });

  it('refuses no algorithm, and one with the public key as its secret', async () => {
    const [, payload = ''] = (await gateway.sign()).split('.');
    const none = `${encode({ alg: 'none', typ: 'facet-source+jwt' })}.${payload}.`;
    const head = `${encode({ alg: 'HS256', typ: 'facet-source+jwt', kid: gateway.key.kid })}.${payload}`;
    const secret = JSON.stringify(gateway.key.publicJwk);
    const confused = `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
    for (const token of [none, confused]) {
      expect(await verifier()(token)).toMatchObject({ ok: false, status: 401 });
    }
  });

  it('refuses base64url that is not canonical, and what is no token', async () => {
    const token = await gateway.sign();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The last of 86 characters has four bits that decode to nothing.
    const last = alphabet.indexOf(token.at(-1) ?? '');
    const twin = token.slice(0, -1) + alphabet[last + 1];
    expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    for (const bad of [twin, `${token}=`, `${token}.`, 'abc', '..', `${token}\u00e9`]) {
      expect(await verifier()(bad), bad).toMatchObject({ ok: false, status: 401 });
    }
  });

  it('refuses requests without a token, with two, with another scheme, with one that is too long', async () => {
    const verify = createTokenVerifier({ issuer: 'gateway', audience: 'orders', jwks: gateway.jwks });
    const token = await gateway.sign();
    const long = await gateway.sign({ note: 'x'.repeat(8192) });
    for (const values of [
      [],
      [`Bearer ${token}`, `Bearer ${token}`],
      [`Bearer ${token}, Bearer ${token}`],
      [`Basic ${token}`],
      [token],
      [`Bearer ${long}`],
    ]) {
      expect(await verify(requestWith(...values))).toMatchObject({ ok: false, status: 401, challenge: 'Bearer' });
    }
  });

  it('forgets the oldest of the tokens it has verified, and verifies it anew', async () => {
    const verify = verifier({ maxRemembered: 1 });
    const [first, second] = [await gateway.sign({ jti: '1' }), await gateway.sign({ jti: '2' })];
    for (const token of [first, first, second, first]) {
      expect(await verify(token)).toMatchObject({ ok: true });
    }
  });

  it('asks for new keys when it meets one that it does not know, and not again within the cool-down', async () => {
    const published = await serveKeys([gateway.key.publicJwk]);
    stops.push(published.stop);
    const verify = verifier({ jwks: published.url, cooldownSeconds: 0 });
    expect(await verify(await gateway.sign())).toMatchObject({ ok: true });
    published.keys = [gateway.key.publicJwk, stranger.key.publicJwk];
    expect(await verify(await stranger.sign())).toMatchObject({ ok: true });
    expect(published.asked).toBe(2);

    const cooling = verifier({ jwks: published.url });
    for (let kid = 0; kid < 100; kid++) {
      expect(await cooling(await gateway.sign({}, { kid: `random-${kid}` }))).toMatchObject({ ok: false, status: 401 });
    }
    expect(published.asked).toBe(3);
    expect(await cooling(await gateway.sign({ jti: 'right' }))).toMatchObject({ ok: true });
  });

  it('fetches keys over http from its own machine only, unless it may', () => {
    const refusal = 'over http they can be forged on the way ("allowHttp" permits it)';
    for (const jwks of [
      'http://gateway:4002/jwks',
      new URL('http://127.0.0.1.evil.example/'),
      'http://10.0.0.1/jwks',
    ]) {
      expect(() => verifier({ jwks })).toThrow(
        new TypeError(`Cannot fetch keys from ${new URL(jwks).origin}: ${refusal}`),
      );
      expect(() => verifier({ jwks, allowHttp: true })).not.toThrow();
    }
    for (const jwks of [
      'https://gateway/jwks',
      'http://localhost:4002/jwks',
      'http://127.0.0.1/',
      'http://[::1]:4002/',
    ]) {
      expect(() => verifier({ jwks })).not.toThrow();
    }
  });

  it('answers 503, not 401, when the keys cannot be had', async () => {
    const published = await serveKeys([]);
    published.status = 500;
    expect(await verifier({ jwks: published.url })(await gateway.sign())).toMatchObject({ ok: false, status: 503 });
    await published.stop();
    expect(await verifier({ jwks: published.url })(await gateway.sign())).toMatchObject({ ok: false, status: 503 });
  });
});
