import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK } from 'jose';
import Provider, { type Configuration, errors, type JWK } from 'oidc-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAuthenticator, createTestKey, type TestAuthenticator, testAudience } from './auth.test-kit.js';

/** The audiences that the server gives tokens for, and in which form. */
const formats = new Map<string, 'jwt' | 'opaque'>([
  [testAudience, 'jwt'],
  ['https://other.example', 'jwt'],
  ['https://opaque.example', 'opaque'],
]);

let server: Server;
let issuer: string;
let handler: RequestListener;
let authenticator: TestAuthenticator | undefined;
beforeEach(async () => {
  server = createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listens on TCP
  await startProvider('first');
});
afterEach(async () => {
  authenticator?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Puts an authorization server with a key of its own in the place of the one before. */
async function startProvider(kid: string): Promise<void> {
  const { privateKey } = await createTestKey(kid);
  const key = { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' } as JWK;
  handler = new Provider(issuer, configuration(key)).callback();
}

function configuration(key: JWK): Configuration {
  const machine = {
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256' as const,
  };
  return {
    clients: [
      { ...machine, client_id: 'reporting', client_secret: 'reporting-secret' },
      { ...machine, client_id: 'gateway', client_secret: 'gateway:secret' },
    ],
    cookies: { keys: ['only in tests'] },
    jwks: { keys: [key] },
    scopes: ['shop'],
    ttl: { ClientCredentials: 300 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(_, audience) {
          const format = formats.get(audience);
          if (format === undefined) {
            throw new errors.InvalidTarget();
          }
          const jwt = format === 'jwt' ? { jwt: { sign: { alg: 'ES256' as const } } } : {};
          return { audience, scope: 'shop', accessTokenFormat: format, ...jwt };
        },
      },
    },
  };
}

async function postForm(path: string, form: Record<string, string>): Promise<Response> {
  const authorization = `Basic ${Buffer.from('reporting:reporting-secret').toString('base64')}`;
  const response = await fetch(issuer + path, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return response;
}

async function fetchToken(resource: string): Promise<string> {
  const response = await postForm('/token', { grant_type: 'client_credentials', scope: 'shop', resource });
  return ((await response.json()) as { access_token: string }).access_token;
}

const reasonOf = async (token: string) => {
  const identification = await authenticator?.ask(token);
  return identification?.kind === 'refused' ? identification.message : undefined;
};

describe('with a real authorization server', () => {
  it('its access tokens are accepted, for this audience only', async () => {
    authenticator = createTestAuthenticator({ issuers: { login: { issuer, tokenType: 'at+jwt' } } });
    expect(await authenticator.identityOf(await fetchToken(testAudience))).toMatchObject({
      proof: 'token',
      issuer,
      scopes: new Set(['shop']),
      client: { name: 'reporting' },
    });
    expect(await reasonOf(await fetchToken('https://other.example'))).toContain('it is for another audience');
    expect(await reasonOf(await fetchToken('https://opaque.example'))).toContain('it is not a JWT');
  });

  it('a restart with another key costs nobody a request, and ends what the old key signed', async () => {
    authenticator = createTestAuthenticator({ issuers: { login: { issuer } } });
    const old = await fetchToken(testAudience);
    await authenticator.identityOf(old);
    await startProvider('second');
    await authenticator.identityOf(await fetchToken(testAudience));
    expect(await reasonOf(old)).toContain('its key is not one of its issuer');
  });

  it('its opaque tokens are introspected, and a revocation is honoured within cacheSeconds', async () => {
    authenticator = createTestAuthenticator({
      issuers: {
        login: { issuer, introspection: { clientId: 'gateway', clientSecret: 'gateway:secret', cacheSeconds: 5 } },
      },
    });
    formats.set(testAudience, 'opaque');
    const token = await fetchToken(testAudience);
    formats.set(testAudience, 'jwt');
    expect(await authenticator.identityOf(token)).toMatchObject({
      proof: 'introspection',
      scopes: new Set(['shop']),
      client: { name: 'reporting' },
    });
    await postForm('/token/revocation', { token });
    authenticator.aheadMs = 4_000;
    await authenticator.identityOf(token);
    authenticator.aheadMs = 5_001;
    expect(await reasonOf(token)).toContain('its issuer does not call it active');
  });
});
