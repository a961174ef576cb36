import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { demoServiceSecret, startIdentity } from './start-identity.js';

const page = 'http://127.0.0.1:4999';
let identity: RunningSource;
beforeAll(async () => {
  identity = await startIdentity({ port: 0, pageOrigins: { storefront: [page], phone: [] } });
});
afterAll(() => identity.stop());

type Json = Readonly<Record<string, unknown>>;

const json = async (response: Response) => (await response.json()) as Json;

function payloadOf(token: unknown): Json {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString());
}

/** A browser as far as the server can tell: it keeps cookies, and goes where it is sent. */
function createVisitor() {
  const cookies = new Map<string, string>();
  async function go(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(new URL(url, identity.origin), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    const isHere = next !== null && new URL(next, identity.origin).origin === identity.origin;
    return isHere ? go(next) : response;
  }
  return { go };
}

const verifier = randomBytes(32).toString('base64url');

function authorizeUrl(parameters: Record<string, string> = {}): string {
  return `/auth?${new URLSearchParams({
    client_id: 'storefront',
    response_type: 'code',
    redirect_uri: `${page}/signed-in`,
    scope: 'openid profile orders:read',
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  })}`;
}

async function formActionOf(response: Response): Promise<string> {
  return /<form method="post" action="([^"]+)"/.exec(await response.text())?.[1] ?? expect.fail('there is a form');
}

/** Signs in and consents; answers with where the browser is sent. */
async function signIn(username: string, password: string, parameters: Record<string, string> = {}): Promise<URL> {
  const { go } = createVisitor();
  const consent = await go(await formActionOf(await go(authorizeUrl(parameters))), { username, password });
  const end = await go(await formActionOf(consent), {});
  return new URL(end.headers.get('location') ?? expect.fail('the browser is sent back'));
}

function tokenRequest(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${identity.origin}/token`, { method: 'POST', headers, body: new URLSearchParams(parameters) });
}

function exchange(code: string | null, parameters: Record<string, string> = {}): Promise<Response> {
  return tokenRequest({
    grant_type: 'authorization_code',
    client_id: 'storefront',
    redirect_uri: `${page}/signed-in`,
    code: code ?? '',
    code_verifier: verifier,
    ...parameters,
  });
}

describe('startIdentity()', () => {
  it('says where everything is, and publishes no private key', async () => {
    const discovery = await json(await fetch(`${identity.origin}/.well-known/openid-configuration`));
    expect(discovery).toMatchObject({ issuer: identity.origin, jwks_uri: `${identity.origin}/jwks` });
    const { keys } = (await json(await fetch(`${identity.origin}/jwks`))) as { keys: Json[] };
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: expect.any(String),
        x: expect.any(String),
        y: expect.any(String),
      },
    ]);
  });

  it('signs ada in with a code and PKCE: a token for the web graph, and an ID token with her name', async () => {
    const back = await signIn('ada', 'demo-ada');
    expect(back.origin + back.pathname).toBe(`${page}/signed-in`);
    expect(back.searchParams.get('state')).toBe('state-1');
    const answer = await json(await exchange(back.searchParams.get('code')));
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'profile orders:read' });
    expect(answer['refresh_token']).toBeUndefined();
    expect(payloadOf(answer['access_token'])).toMatchObject({
      iss: identity.origin,
      aud: 'urn:facet-shop:web',
      sub: 'user-5',
      client_id: 'storefront',
      scope: 'profile orders:read',
    });
    expect(payloadOf(answer['id_token'])).toMatchObject({
      aud: 'storefront',
      nonce: 'nonce-1',
      sub: 'user-5',
      name: 'Ada Lindqvist',
    });
  });

  it('signs tokens with the key that it publishes', async () => {
    const back = await signIn('grace', 'demo-grace');
    const { access_token: token } = await json(await exchange(back.searchParams.get('code')));
    const [header = '', payload = '', signature = ''] = String(token).split('.');
    const { keys } = (await json(await fetch(`${identity.origin}/jwks`))) as { keys: [Json] };
    const key = createPublicKey({ key: { ...keys[0] }, format: 'jwk' });
    const isSigned = (text: string) =>
      verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
    expect([isSigned(`${header}.${payload}`), isSigned(`${header}.${payload}A`)]).toEqual([true, false]);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  it.each([
    ['ada', 'demo-grace'],
    ['ada', ''],
    ['<b>eve</b>', ''],
  ])('asks again after the wrong credentials %s and %j, and escapes what was entered', async (username, password) => {
    const { go } = createVisitor();
    const response = await go(await formActionOf(await go(authorizeUrl())), { username, password });
    expect(response.status).toBe(403);
    const html = await response.text();
    expect(html).toContain('This name and password do not belong together.');
    expect(html).not.toContain('<b>');
  });

  it('gives no code twice, and none to who does not know the verifier', async () => {
    const code = (await signIn('ada', 'demo-ada')).searchParams.get('code');
    expect((await exchange(code, { code_verifier: randomBytes(32).toString('base64url') })).status).toBe(400);
    const other = (await signIn('ada', 'demo-ada')).searchParams.get('code');
    expect([(await exchange(other)).status, (await exchange(other)).status]).toEqual([200, 400]);
  });

  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }],
    ['for another client’s graph', { resource: 'urn:facet-shop:mobile' }],
    ['for an unknown graph', { resource: 'urn:nobody' }],
    ['to an address that is not registered', { redirect_uri: 'http://127.0.0.1:4998/signed-in' }],
    ['with scopes that only services have', { scope: 'openid orders:read:all' }],
  ])('refuses a request %s', async (_, parameters) => {
    const { go } = createVisitor();
    const response = await go(authorizeUrl(parameters));
    const back = new URL(response.headers.get('location') ?? 'x:/?error=shown').searchParams;
    expect(back.get('error')).toMatch(/^(invalid_request|invalid_target|invalid_scope|shown)$/);
    expect(back.get('code')).toBeNull();
    if (back.get('error') === 'shown') expect(response.status).toBe(400);
  });

  it('sends the browser back with access_denied when the user cancels', async () => {
    const { go } = createVisitor();
    const back = await go(`${await formActionOf(await go(authorizeUrl()))}/cancel`, {});
    expect(back.headers.get('location')).toMatch(`${page}/signed-in?error=access_denied`);
  });

  it('shows a sign-in page to the browser that began it and to no other', async () => {
    const action = await formActionOf(await createVisitor().go(authorizeUrl()));
    const stolen = await createVisitor().go(action, { username: 'ada', password: 'demo-ada' });
    expect([stolen.status, stolen.headers.get('location')]).toEqual([400, null]);
    expect(await stolen.text()).toContain('This page is no longer good');
  });

  it('lets the phone app come back to any port of the loopback address, and have a token for its own graph', async () => {
    const redirect_uri = 'http://127.0.0.1:51234/signed-in';
    const back = await signIn('ada', 'demo-ada', { client_id: 'phone', redirect_uri });
    expect(back.port).toBe('51234');
    const answer = await exchange(back.searchParams.get('code'), { client_id: 'phone', redirect_uri });
    expect(payloadOf((await json(answer))['access_token'])).toMatchObject({ aud: 'urn:facet-shop:mobile' });
  });

  it('gives a service a token by its secret, for the graph it names, and none for a wrong secret', async () => {
    const ask = (secret: string, parameters: Record<string, string> = {}) =>
      tokenRequest(
        { grant_type: 'client_credentials', scope: 'orders:read orders:read:all', ...parameters },
        { authorization: `Basic ${btoa(`order-desk:${secret}`)}` },
      );
    const usual = await json(await ask(demoServiceSecret));
    expect(payloadOf(usual['access_token'])).toMatchObject({
      sub: 'order-desk',
      client_id: 'order-desk',
      aud: 'urn:facet-shop:web',
      scope: 'orders:read orders:read:all',
    });
    const mobile = await json(await ask(demoServiceSecret, { resource: 'urn:facet-shop:mobile' }));
    expect(payloadOf(mobile['access_token'])).toMatchObject({ aud: 'urn:facet-shop:mobile' });
    expect((await ask('wrong')).status).toBe(401);
  });

  it('lets scripts of the page’s origin exchange a code, and of no other', async () => {
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      await fetch(`${identity.origin}/token`, { method: 'OPTIONS', headers });
      const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'storefront', code: 'x' });
      const response = await fetch(`${identity.origin}/token`, { method: 'POST', headers: { origin }, body });
      return response.headers.get('access-control-allow-origin');
    };
    expect([await preflight(page), await preflight('http://evil.example')]).toEqual([page, null]);
  });

  it('frames its pages nowhere and runs no script in them', async () => {
    const response = await createVisitor().go(authorizeUrl());
    const policy = response.headers.get('content-security-policy');
    expect(policy).toBe(
      `default-src 'none'; style-src 'self'; form-action 'self' ${page}; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
