// A subgraph called with what somebody has got hold of: nobody's token, the user's own, one for another source.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BadSource, startBadSource } from './kit/bad-source.js';
import type { Answer } from './kit/post.js';
import { type Shop, startShop } from './kit/start-shop.js';

/** An authorization server, as far as the gateway asks one for anything. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: 'user-key', alg: 'ES256', use: 'sig' };
  let url = '';
  const server = createServer((request, response) => {
    const isKeys = request.url === '/jwks';
    const answer = isKeys ? { keys: [key] } : { issuer: url, jwks_uri: `${url}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    tokenFor: (subject: string, scope: string) =>
      new SignJWT({ scope, client_id: 'storefront' })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'user-key' })
        .setIssuer(url)
        .setAudience('urn:facet-shop:web')
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime('5m')
        .setJti(`${subject}-token`)
        .sign(privateKey),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

let issuer: Awaited<ReturnType<typeof startIssuer>>;
/** Gets tokens of its own from the gateway, and keeps what it gets. */
let thief: BadSource;
let shop: Shop;
let userToken = '';
const stolen: IncomingMessage['headers'][] = [];

beforeAll(async () => {
  issuer = await startIssuer();
  thief = await startBadSource((request, response) => {
    stolen.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":null,"errors":[{"message":"no"}]}');
  });
  shop = await startShop({
    issuer: issuer.url,
    sourceSettings: { recommendations: { url: thief.url, identity: { mode: 'mint' } } },
  });
  userToken = await issuer.tokenFor('user-7', 'profile orders:read');
});
afterAll(async () => {
  await shop.stop();
  await thief.stop();
  await issuer.stop();
});
beforeEach(() => {
  stolen.length = 0;
});

async function ask(query: string, token?: string): Promise<Answer> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${shop.url}/web/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

/** Calls a source without the gateway; the status it answers with, and its challenge. */
async function callDirectly(source: 'accounts' | 'orders', ...authorization: string[]) {
  const headers: [string, string][] = authorization.map((value) => ['authorization', value]);
  const response = await fetch(shop.sources.get(source).url, {
    method: 'POST',
    headers: [['content-type', 'application/json'], ...headers],
    body: '{"query":"{ __typename }"}',
  });
  return { status: response.status, challenge: response.headers.get('www-authenticate') };
}

/** The token that the gateway has signed for the thief. */
async function stolenToken(userToken?: string): Promise<string> {
  await ask('{ product(sku: "FX-10001") { recommendations { __typename } } }', userToken);
  const [, token = ''] = /^Bearer (.+)$/.exec(String(stolen.at(-1)?.authorization)) ?? [];
  return token;
}

function claimsOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

const invalid = { status: 401, challenge: 'Bearer error="invalid_token"' };

describe('accounts and orders', () => {
  it('answer the gateway, which says who is signed in', async () => {
    const answer = await ask('{ me { id displayName orders(first: 1) { id customer { id } } } }', userToken);
    expect(answer).toEqual({
      data: {
        me: {
          id: 'user-7',
          displayName: expect.any(String),
          orders: [{ id: expect.stringMatching(/^order-/), customer: { id: 'user-7' } }],
        },
      },
    });
  });

  it('answer what is public to anybody who comes through the gateway', async () => {
    expect(await ask('{ user(id: "user-1") { displayName } }')).toEqual({
      data: { user: { displayName: expect.any(String) } },
    });
  });

  it.each(['accounts', 'orders'] as const)('%s refuses a request without a token', async (source) => {
    expect(await callDirectly(source)).toEqual({ status: 401, challenge: 'Bearer' });
  });

  it.each(['accounts', 'orders'] as const)("%s refuses the user's own token", async (source) => {
    expect(await callDirectly(source, `Bearer ${userToken}`)).toEqual(invalid);
  });

  it.each(['accounts', 'orders'] as const)('%s refuses a token for another source', async (source) => {
    const token = await stolenToken(userToken);
    expect(claimsOf(token)).toMatchObject({
      iss: 'facet-gateway',
      aud: 'recommendations',
      sub: 'user-7',
      sub_id: { format: 'iss_sub', iss: issuer.url, sub: 'user-7' },
      scope: 'profile orders:read',
    });
    expect(await callDirectly(source, `Bearer ${token}`)).toEqual(invalid);
  });

  it('refuse a token whose audience was changed', async () => {
    const [head, , signature] = (await stolenToken()).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claimsOf(await stolenToken()), aud: 'orders' }));
    const forged = [head, payload.toString('base64url'), signature].join('.');
    expect(await callDirectly('orders', `Bearer ${forged}`)).toEqual(invalid);
  });

  it('refuse two tokens at once, and by another scheme', async () => {
    const token = await stolenToken();
    expect(await callDirectly('orders', `Bearer ${token}`, `Bearer ${token}`)).toMatchObject({ status: 401 });
    expect(await callDirectly('orders', `Basic ${token}`)).toMatchObject({ status: 401 });
  });
});

describe('the gateway', () => {
  it('hands no header of the client to a source, its token least of all', async () => {
    await stolenToken(userToken);
    expect(stolen).toHaveLength(1);
    expect(JSON.stringify(stolen)).not.toContain(userToken);
    expect(Object.keys(stolen[0] ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-correlation-id',
    ]);
  });

  it('says nothing of a subject to sources when nobody is signed in', async () => {
    const claims = claimsOf(await stolenToken());
    expect(claims).toMatchObject({ aud: 'recommendations', proof: 'none' });
    expect(Object.keys(claims).toSorted()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'proof']);
  });

  it('uses one token for several requests of one user, and another for each user', async () => {
    const [first, again] = [await stolenToken(userToken), await stolenToken(userToken)];
    const other = await stolenToken(await issuer.tokenFor('user-5', 'profile'));
    expect(again).toBe(first);
    expect(claimsOf(other)).toMatchObject({ sub: 'user-5' });
  });

  it('publishes the public halves of its keys, and nothing else', async () => {
    const answer = await fetch(shop.jwksUrl);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await answer.json()).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          kid: expect.any(String),
          alg: 'ES256',
          use: 'sig',
        },
      ],
    });
    const other = await fetch(new URL('/health/ready', shop.jwksUrl));
    expect(other.status).toBe(404);
  });
});
