import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExchangeConfig } from '../../config/source-identity-config.js';
import { createHttpClient, type HttpClient } from '../../upstream/http-client.js';
import { anonymous } from '../identity.js';
import { createExchangedCredentials } from './exchange-token.js';
import { ada, startRecorder } from './for-sources.test-kit.js';

let server: Awaited<ReturnType<typeof startRecorder>>;
let httpClient: HttpClient;
beforeEach(async () => {
  let count = 0;
  server = await startRecorder(() => {
    count++;
    return { body: { access_token: `exchanged-${count}`, token_type: 'Bearer', expires_in: 60 } };
  });
  httpClient = createHttpClient();
});
afterEach(async () => {
  await httpClient.close();
  await server.stop();
});

function credentials(exchange: Partial<ExchangeConfig> = {}, now: () => number = Date.now) {
  return createExchangedCredentials({
    source: 'orders',
    httpClient,
    now,
    exchange: {
      tokenEndpoint: server.url,
      allowHttp: false,
      clientId: 'facet gateway',
      clientSecret: 'pass:word+%',
      clientAuthentication: 'basic',
      scopes: [],
      timeoutMs: 1000,
      maxCachedTokens: 100,
      ...exchange,
    },
  });
}

const { signal } = new AbortController();

describe('createExchangedCredentials()', () => {
  it('asks as RFC 8693 says, with the client’s credentials form-encoded in the header', async () => {
    expect(await credentials().authorization(ada, signal)).toBe('Bearer exchanged-1');
    const [{ headers, body } = expect.unreachable()] = server.received;
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from('facet+gateway:pass%3Aword%2B%25').toString('base64')}`,
    });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'token-of-ada',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'orders',
    });
  });

  it('asks for what it is told to, with the credentials in the form', async () => {
    const exchange = {
      clientAuthentication: 'post',
      audience: 'urn:orders',
      resource: 'https://orders.example/',
      scopes: ['a', 'b'],
    } as const;
    await credentials(exchange).authorization(ada, signal);
    const [{ headers, body } = expect.unreachable()] = server.received;
    expect(headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      audience: 'urn:orders',
      resource: 'https://orders.example/',
      scope: 'a b',
      client_id: 'facet gateway',
      client_secret: 'pass:word+%',
    });
  });

  it('has nothing to exchange for callers without a token', () => {
    expect(credentials().authorization(anonymous, signal)).toBeUndefined();
    expect(server.received).toHaveLength(0);
  });

  it('makes one exchange for many requests, until shortly before the token expires', async () => {
    let time = 1_000_000;
    const exchanged = credentials({}, () => time);
    const many = await Promise.all(
      Array.from({ length: 50 }, () => exchanged.authorization(ada, new AbortController().signal)),
    );
    expect(new Set(many)).toEqual(new Set(['Bearer exchanged-1']));
    time += 49_999;
    expect(exchanged.authorization(ada, signal)).toBe('Bearer exchanged-1');
    time += 1;
    expect(await exchanged.authorization(ada, signal)).toBe('Bearer exchanged-2');
    expect(await exchanged.authorization({ ...ada, key: 'another' }, signal)).toBe('Bearer exchanged-3');
  });

  it('keeps no token past the caller’s own, none without an end, and none that was refused', async () => {
    const exchanged = credentials();
    const ending = { ...ada, expiresAt: Date.now() + 9000 };
    await exchanged.authorization(ending, signal);
    expect(await exchanged.authorization(ending, signal)).toBe('Bearer exchanged-2');
    await exchanged.authorization({ ...ada, key: 'b' }, signal);
    exchanged.refused?.({ ...ada, key: 'b' });
    expect(await exchanged.authorization({ ...ada, key: 'b' }, signal)).toBe('Bearer exchanged-4');

    server.reply = () => ({ body: { access_token: 'endless', token_type: 'bearer' } });
    await exchanged.authorization({ ...ada, key: 'c' }, signal);
    await exchanged.authorization({ ...ada, key: 'c' }, signal);
    expect(server.received).toHaveLength(6);
  });

  it.each([
    [
      { status: 400, body: { error: 'invalid_grant', error_description: 'token-of-ada is bad' } },
      'answered 400 invalid_grant',
    ],
    [{ status: 500, body: 'token-of-ada' }, 'answered 500'],
    [{ body: { token_type: 'Bearer' } }, 'gave no token that a header can carry'],
    [{ body: { access_token: 'a b', token_type: 'Bearer' } }, 'gave no token that a header can carry'],
    [{ body: { access_token: 'a'.repeat(16_385), token_type: 'Bearer' } }, 'gave no token that a header can carry'],
    [{ body: { access_token: 'abc', token_type: 'DPoP' } }, 'gave a token that is no bearer token'],
    [{ body: null }, 'gave no token that a header can carry'],
  ])('fails with SOURCE_AUTHENTICATION_FAILED for %j, and repeats nothing of it', async (reply, reason) => {
    server.reply = () => reply;
    await expect(credentials().authorization(ada, signal)).rejects.toMatchObject({
      code: 'SOURCE_AUTHENTICATION_FAILED',
      source: 'orders',
      message: `Cannot exchange the caller's token for source "orders": the authorization server ${reason}`,
    });
  });

  it('waits no longer than it may, and no longer than anybody wants it to', async () => {
    server.reply = () => ({ delayMs: 400 });
    await expect(credentials({ timeoutMs: 50 }).authorization(ada, signal)).rejects.toMatchObject({
      code: 'SOURCE_TIMEOUT',
    });
    const exchanged = credentials();
    const gone = new AbortController();
    const first = exchanged.authorization(ada, gone.signal);
    server.reply = () => ({ body: {} });
    const second = exchanged.authorization(ada, signal);
    gone.abort();
    await expect(first).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    await expect(exchanged.authorization(ada, AbortSignal.abort())).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
    });
    // Whoever still waits gets the answer to the one exchange.
    await expect(second).rejects.toMatchObject({ code: 'SOURCE_AUTHENTICATION_FAILED' });
    expect(server.received).toHaveLength(2);
  });
});
