import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mintedTokensConfig } from '../../config/source-identity-config.js';
import { createGatewayVerifier } from '../../subgraph/verifier.js';
import { createLogger } from '../../telemetry/logger.js';
import { type Caller, createHttpClient, type HttpClient } from '../../upstream/http-client.js';
import { createSourceQueues } from '../../upstream/source-queues.js';
import { anonymous } from '../identity.js';
import { ada, startRecorder } from './for-sources.test-kit.js';
import { createSourceClients, type OutgoingIdentitySettings, type SourceClients } from './source-clients.js';

const log = createLogger({ level: 'silent', format: 'json' });
const tokens = mintedTokensConfig.parse({ issuer: 'gateway' });

let server: Awaited<ReturnType<typeof startRecorder>>;
let httpClient: HttpClient;
let clients: SourceClients | undefined;
beforeEach(async () => {
  server = await startRecorder();
  httpClient = createHttpClient();
});
afterEach(async () => {
  await clients?.close();
  await httpClient.close();
  await server.stop();
});

async function open(settings: Partial<OutgoingIdentitySettings>) {
  clients = await createSourceClients(
    { all: {}, each: {}, tokens, ...settings },
    { httpClient, httpClientOptions: {}, queues: createSourceQueues(), log },
  );
  return clients;
}

const callOf = (caller?: Caller, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  url: `${server.url}graphql?a=1`,
  headers: { 'content-type': 'application/json', ...headers },
  body: '{}',
  timeoutMs: 1000,
  maxAnswerBytes: 1000,
  signal: new AbortController().signal,
  source: 'orders',
  ...(caller === undefined ? {} : { caller }),
});

const callerWith = (headers: Record<string, string>, identity = ada): Caller => ({
  correlationId: 'corr-1',
  headers: new Map(Object.entries(headers)),
  identity,
});

/** What the source got, without what every call has. */
function received(index = server.received.length - 1) {
  const {
    host,
    connection,
    'accept-encoding': _,
    'content-length': __,
    'content-type': ___,
    ...rest
  } = server.received[index]?.headers ?? {};
  return rest;
}

describe('createSourceClients()', () => {
  it('says nothing of a caller but the correlation id, unless it is told to', async () => {
    const { of, signingKeys } = await open({});
    await of('orders').request(callOf(callerWith({ authorization: 'Bearer x', cookie: 'a=b', 'x-tenant': 'blue' })));
    expect(received()).toEqual({ 'x-correlation-id': 'corr-1' });
    await of('orders').request(callOf());
    expect(received()).toEqual({});
    expect(signingKeys).toBeUndefined();
  });

  it('applies the rules for all sources and then those of the one', async () => {
    const { of } = await open({
      all: { headers: [{ action: 'copy', matching: 'x-.*' }] },
      each: { orders: { headers: [{ action: 'remove', name: 'x-secret' }] } },
    });
    const caller = callerWith({ 'x-tenant': 'blue', 'x-secret': '1', 'x-correlation-id': 'forged' });
    await of('orders').request(callOf(caller));
    expect(received()).toEqual({ 'x-tenant': 'blue', 'x-correlation-id': 'corr-1' });
    await of('accounts').request(callOf(caller));
    expect(received()).toEqual({ 'x-tenant': 'blue', 'x-secret': '1', 'x-correlation-id': 'corr-1' });
  });

  it('lets what a call sets itself win over rules, and credentials over both', async () => {
    const headers = [
      { action: 'copy', name: 'authorization' },
      { action: 'set', name: 'x-api-key', value: 'rule' },
    ] as const;
    const own = { authorization: 'Basic own', 'x-api-key': 'own' };
    const { of } = await open({ each: { orders: { headers }, passed: { headers, identity: { mode: 'pass' } } } });
    const caller = callerWith({ authorization: 'Bearer raw' });
    await of('orders').request(callOf(caller, own));
    expect(received()).toMatchObject(own);
    await of('orders').request(callOf(caller));
    expect(received()).toMatchObject({ authorization: 'Bearer raw', 'x-api-key': 'rule' });
    await of('passed').request(callOf(caller, own));
    expect(received()).toMatchObject({ authorization: 'Bearer token-of-ada', 'x-api-key': 'own' });
  });

  it('lets no header of an anonymous caller stand in for a token', async () => {
    const headers = [{ action: 'copy', name: 'authorization' }] as const;
    const { of } = await open({ each: { orders: { headers, identity: { mode: 'pass' } } } });
    await of('orders').request(callOf(callerWith({ authorization: 'Bearer raw' }, anonymous)));
    expect(received()).toEqual({ 'x-correlation-id': 'corr-1' });
  });

  it('mints a token for each source, for its own calls too, which the verifier of that source alone takes', async () => {
    const { of, signingKeys } = await open({
      all: { identity: { mode: 'mint' } },
      each: { orders: { identity: { mode: 'mint', mint: { audience: 'urn:orders', claims: ['email'] } } } },
    });
    await of('orders').request(callOf(callerWith({})));
    await of('accounts').request(callOf());
    const jwks = { keys: [...(signingKeys?.published() ?? [])] };
    const verify = (audience: string, index: number) => {
      const { authorization = '' } = server.received[index]?.headers ?? {};
      return createGatewayVerifier({ token: { issuer: 'gateway', audience, jwks } }).verify({
        method: 'POST',
        target: '/',
        headers: (name) => (name === 'authorization' ? [authorization] : []),
        body: () => undefined,
      });
    };
    expect(await verify('urn:orders', 0)).toMatchObject({
      ok: true,
      caller: { subject: 'ada', claims: { email: 'ada@shop.example' } },
    });
    expect(await verify('accounts', 1)).toMatchObject({ ok: true, caller: { subject: undefined } });
    expect(await verify('accounts', 0)).toMatchObject({ ok: false, status: 401 });
    expect(await verify('urn:orders', 1)).toMatchObject({ ok: false, status: 401 });
  });

  it('exchanges tokens, forgets one that the source refuses, and counts the wait as part of the deadline', async () => {
    let issued = 0;
    const issuer = await startRecorder(() => ({
      delayMs: 60,
      body: { access_token: `t-${++issued}`, token_type: 'Bearer', expires_in: 600 },
    }));
    const exchange = {
      tokenEndpoint: issuer.url,
      allowHttp: false,
      clientId: 'facet',
      clientSecret: 'secret',
      clientAuthentication: 'basic',
      scopes: [],
      timeoutMs: 1000,
      maxCachedTokens: 10,
    } as const;
    const { of } = await open({ each: { orders: { identity: { mode: 'exchange', exchange } } } });
    server.reply = ({ headers }) => ({ status: headers.authorization === 'Bearer t-1' ? 401 : 200, delayMs: 60 });
    expect((await of('orders').request(callOf(callerWith({})))).status).toBe(401);
    expect((await of('orders').request(callOf(callerWith({})))).status).toBe(200);
    expect((await of('orders').request(callOf(callerWith({})))).status).toBe(200);
    expect(issued).toBe(2);
    const another = callerWith({}, { ...ada, key: 'another' });
    await expect(of('orders').request({ ...callOf(another), timeoutMs: 90 })).rejects.toMatchObject({
      code: 'SOURCE_TIMEOUT',
    });
    await issuer.stop();
  });

  it('signs all that a call is about to send, token and passed headers included', async () => {
    const secret = 'a secret of thirty-two characters';
    const { of } = await open({
      all: { headers: [{ action: 'copy', name: 'x-tenant' }] },
      each: { orders: { identity: { mode: 'mint' }, signature: { keyId: 'k', secret } } },
    });
    await of('orders').request(
      callOf(callerWith({ 'x-tenant': 'blue', signature: 'forged', 'signature-input': 'forged' })),
    );
    const { headers, body } = server.received[0] ?? expect.unreachable();
    expect(String(headers['signature-input'])).toContain(
      '"x-tenant" "x-correlation-id" "content-type" "authorization"',
    );
    const verdict = await createGatewayVerifier({ signature: { secrets: { k: secret } } }).verify({
      method: 'POST',
      target: '/graphql?a=1',
      headers: (name) => [headers[name] ?? []].flat(),
      body: () => Buffer.from(body),
    });
    expect(verdict).toMatchObject({ ok: true });
  });

  it('keeps one token for all that go through the client of one source', async () => {
    const { of } = await open({ all: { identity: { mode: 'mint' } } });
    expect(of('orders')).toBe(of('orders'));
    await of('orders').request(callOf(callerWith({})));
    await of('orders').request(callOf(callerWith({})));
    expect(received(0).authorization).toBe(received(1).authorization);
    expect(decodeJwt(String(received(0).authorization).slice(7)).aud).toBe('orders');
  });

  it.each<[string, Partial<OutgoingIdentitySettings>, string]>([
    [
      'mode mint without settings for tokens',
      { all: { identity: { mode: 'mint' } }, tokens: undefined },
      '"sources.tokens" is missing',
    ],
    [
      'keys that cannot be read',
      { all: { identity: { mode: 'mint' } }, tokens: { ...tokens, keys: '{}' } },
      'Cannot use the keys of sources.tokens.keys: Expected a JWK Set: "keys" is no list',
    ],
    [
      'a key published too long before it signs',
      { all: { identity: { mode: 'mint' } }, tokens: { ...tokens, rotateAfterSeconds: 600 } },
      'it must be less than "rotateAfterSeconds", which is 600',
    ],
    [
      'certificates for a source without TLS',
      { each: { orders: { url: 'http://a/', tls: { ca: '/ca.pem' } } } },
      'the URL of "orders" is not https',
    ],
    [
      'certificates that are not there',
      { each: { orders: { url: 'https://a/', tls: { ca: '/no-such.pem' } } } },
      'Cannot read sources.each.orders.tls.ca: ENOENT',
    ],
  ])('refuses %s', async (_, settings, message) => {
    await expect(open(settings)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining(message),
    });
  });
});
