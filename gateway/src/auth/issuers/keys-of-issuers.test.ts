import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timeTaken } from '../../time-taken.test-kit.js';
import {
  createTestAuthenticator,
  createTestKey,
  startIssuer,
  type TestAuthenticator,
  type TestIssuer,
} from '../auth.test-kit.js';

let issuer: TestIssuer;
const opened: { close(): void }[] = [];
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(async () => {
  for (const one of opened.splice(0)) {
    one.close();
  }
  await issuer.stop();
});

function start(config: Parameters<typeof createTestAuthenticator>[0] = {}): TestAuthenticator {
  const made = createTestAuthenticator({ issuers: { login: { issuer: issuer.url } }, ...config });
  opened.push(made);
  return made;
}

const kindOf = async (authenticator: TestAuthenticator, token: string) => {
  const identification = await authenticator.ask(token);
  return identification.kind === 'refused' ? identification.message : identification.kind;
};

describe('keys of an issuer', () => {
  it('are found by OpenID discovery, fetched once, and verify what its tokens say', async () => {
    const authenticator = start();
    const token = await issuer.sign({ scope: 'orders:read orders:write', scp: ['cart'], client_id: 'phone-app' });
    const identities = await Promise.all(Array.from({ length: 20 }, () => authenticator.identityOf(token)));
    expect(identities[0]).toMatchObject({
      proof: 'token',
      subject: 'alice',
      issuer: issuer.url,
      scopes: new Set(['orders:read', 'orders:write', 'cart']),
      client: { name: 'phone-app', version: undefined },
      token,
    });
    expect(Object.fromEntries(issuer.asked)).toEqual({ '/.well-known/openid-configuration': 1, '/jwks': 1 });
  });

  it('are found by OAuth metadata where there is no OpenID discovery', async () => {
    issuer.answers.set('/.well-known/openid-configuration', () => undefined);
    issuer.answers.set('/.well-known/oauth-authorization-server', () => ({
      issuer: issuer.url,
      jwks_uri: `${issuer.url}/jwks`,
    }));
    expect(await kindOf(start(), await issuer.sign())).toBe('identified');
  });

  it('are taken from jwksUri without any discovery', async () => {
    const authenticator = start({ issuers: { login: { issuer: issuer.url, jwksUri: `${issuer.url}/jwks` } } });
    expect(await kindOf(authenticator, await issuer.sign())).toBe('identified');
    expect(Object.fromEntries(issuer.asked)).toEqual({ '/jwks': 1 });
  });

  it('are not taken from metadata of another issuer', async () => {
    issuer.answers.set('/.well-known/openid-configuration', () => ({
      issuer: 'https://other.example',
      jwks_uri: `${issuer.url}/jwks`,
    }));
    expect(await start().ask(await issuer.sign())).toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE' });
  });

  it('that are new work within one request, by key id and without', async () => {
    const authenticator = start();
    expect(await kindOf(authenticator, await issuer.sign())).toBe('identified');
    issuer.keys.push(await createTestKey('second'));
    expect(await kindOf(authenticator, await issuer.sign())).toBe('identified');
    expect(issuer.asked.get('/jwks')).toBe(2);

    const { publicJwk, ...key } = await createTestKey('nameless');
    const { kid: _, ...withoutId } = publicJwk;
    issuer.keys = [{ ...key, publicJwk: withoutId }];
    authenticator.aheadMs += 11_000;
    expect(await kindOf(authenticator, await issuer.sign({}, { header: { kid: undefined } }))).toBe('identified');
  });

  it('are fetched once for ten thousand tokens with made-up key ids, and once more after the cool-down', async () => {
    const authenticator = start({ keys: { cooldownSeconds: 100 } });
    await authenticator.identityOf(await issuer.sign());
    expect(issuer.asked.get('/jwks')).toBe(1);
    const [, payload, signature] = (await issuer.sign()).split('.');
    const forge = (index: number) => {
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: `made-up-${index}` })).toString('base64url');
      return `${header}.${payload}.${signature}`;
    };
    const flood = async (from: number, to: number) => {
      for (let index = from; index < to; index += 500) {
        const batch = Array.from({ length: 500 }, (_, more) => kindOf(authenticator, forge(index + more)));
        expect(new Set(await Promise.all(batch))).toEqual(
          new Set(['The token is not valid: its key is not one of its issuer']),
        );
      }
    };
    await flood(0, 10_000);
    expect(issuer.asked.get('/jwks')).toBe(2);
    authenticator.aheadMs += 80_000;
    await flood(10_000, 10_500);
    expect(issuer.asked.get('/jwks')).toBe(2);
    authenticator.aheadMs += 21_000;
    await flood(10_500, 11_000);
    expect(issuer.asked.get('/jwks')).toBe(3);
    // Those who are signed in notice nothing of it.
    expect(await kindOf(authenticator, await issuer.sign())).toBe('identified');
  });

  it('go on working with the issuer stopped, for maxStaleSeconds and no longer', async () => {
    const authenticator = start({ keys: { refreshSeconds: 60, maxStaleSeconds: 3600 } });
    const early = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 90_000 });
    const later = await issuer.sign({ sub: 'bob', exp: Math.floor(Date.now() / 1000) + 90_000 });
    await authenticator.identityOf(early);
    await issuer.stop();
    authenticator.aheadMs = 3_599_000;
    expect(await kindOf(authenticator, early)).toBe('identified');
    expect((await authenticator.identityOf(later)).subject).toBe('bob');
    await expect.poll(() => authenticator.lines.some(({ level }) => level === 'warn')).toBe(true);
    authenticator.aheadMs = 3_602_000;
    expect(await authenticator.ask(early)).toMatchObject({
      code: 'AUTHENTICATION_UNAVAILABLE',
      headers: { 'retry-after': '5' },
    });
  });

  it('that the issuer took back stop working at the next refresh, remembered tokens included', async () => {
    const authenticator = start({ keys: { refreshSeconds: 60 } });
    const token = await issuer.sign();
    await authenticator.identityOf(token);
    issuer.keys = [await createTestKey('second')];
    authenticator.aheadMs = 61_000;
    // This one only has the keys fetched; the next finds them changed.
    expect(await kindOf(authenticator, token)).toBe('identified');
    await expect
      .poll(() => kindOf(authenticator, token))
      .toBe('The token is not valid: its key is not one of its issuer');
  });

  it('are asked for again soon after an issuer was away at the start, and not with every request', async () => {
    issuer.answers.set('/jwks', () => undefined);
    const authenticator = start();
    const token = await issuer.sign();
    for (let index = 0; index < 50; index++) {
      expect(await authenticator.ask(token)).toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE' });
    }
    expect(issuer.asked.get('/jwks')).toBe(1);
    issuer.answers.delete('/jwks');
    authenticator.aheadMs = 600;
    expect(await kindOf(authenticator, token)).toBe('identified');
  });

  it.each([
    ['is no JWKS', () => ({ keys: 'none' })],
    ['is no JSON', () => '<html>'],
    ['is over maxAnswerBytes', () => ({ keys: [], padding: 'x'.repeat(2000) })],
    [
      'has no key that can sign',
      () => ({
        keys: [
          { kty: 'oct', k: 'AAAA' },
          { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
        ],
      }),
    ],
  ])('are not replaced by an answer that %s', async (_title, answer) => {
    const authenticator = start({ keys: { refreshSeconds: 60, maxAnswerBytes: 1024 } });
    const token = await issuer.sign();
    await authenticator.identityOf(token);
    issuer.answers.set('/jwks', answer);
    authenticator.aheadMs = 61_000;
    await authenticator.identityOf(token);
    await expect.poll(() => authenticator.lines.some(({ level }) => level === 'warn')).toBe(true);
    expect(await kindOf(authenticator, token)).toBe('identified');
  });

  it.each([
    [2, 'identified'],
    [3, undefined],
  ])('up to maxKeys are read: %i of 2', async (count, expected) => {
    issuer.keys = await Promise.all(Array.from({ length: count }, (_, index) => createTestKey(`key-${index}`)));
    const identification = await start({ keys: { maxKeys: 2 } }).ask(await issuer.sign());
    expect(identification.kind === 'identified' ? 'identified' : undefined).toBe(expected);
  });

  it('that take longer than timeoutMs are not waited for', async () => {
    issuer.answers.set('/jwks', () => new Promise(() => {}));
    const authenticator = start({ keys: { timeoutMs: 200 } });
    const { value, awakeMs } = await timeTaken(async () => authenticator.ask(await issuer.sign()));
    expect(value).toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE' });
    expect(awakeMs).toBeLessThan(2000);
  });
});
