import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestAuthenticator,
  startIssuer,
  type TestAuthenticator,
  type TestIssuer,
  testAudience,
} from '../auth.test-kit.js';

let issuer: TestIssuer;
let authenticator: TestAuthenticator;
/** What the issuer says of each token. */
let known: Map<string, object>;
let calls: { readonly authorization: string | undefined; readonly form: Record<string, string> }[];
beforeEach(async () => {
  issuer = await startIssuer();
  known = new Map([['opaque-1', { active: true, sub: 'alice', aud: testAudience, scope: 'a b', client_id: 'phone' }]]);
  calls = [];
  issuer.answers.set('/introspect', ({ headers }: IncomingMessage, body: string) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    calls.push({ authorization: headers.authorization, form });
    return known.get(form['token'] ?? '') ?? { active: false };
  });
  authenticator = start();
});
afterEach(async () => {
  authenticator.close();
  await issuer.stop();
});

function start(changes: object = {}): TestAuthenticator {
  const introspection = { clientId: 'gate way', clientSecret: 's%cret:', ...changes };
  return createTestAuthenticator({ issuers: { login: { issuer: issuer.url, introspection } } });
}

const outcome = async (token: string) => {
  const identification = await authenticator.ask(token);
  return identification.kind === 'refused' ? identification.message : identification.identity.subject;
};

describe('introspection', () => {
  it('asks the discovered endpoint with the gateway’s own credentials, once for what comes at once', async () => {
    const identities = await Promise.all(Array.from({ length: 10 }, () => authenticator.identityOf('opaque-1')));
    expect(identities[9]).toMatchObject({
      proof: 'introspection',
      subject: 'alice',
      issuer: issuer.url,
      scopes: new Set(['a', 'b']),
      client: { name: 'phone', version: undefined },
    });
    expect(calls).toEqual([
      {
        authorization: `Basic ${Buffer.from('gate+way:s%25cret%3A').toString('base64')}`,
        form: { token: 'opaque-1', token_type_hint: 'access_token' },
      },
    ]);
  });

  it('honours a revocation within cacheSeconds', async () => {
    expect(await outcome('opaque-1')).toBe('alice');
    known.delete('opaque-1');
    authenticator.aheadMs = 9_000;
    expect(await outcome('opaque-1')).toBe('alice');
    authenticator.aheadMs = 10_001;
    expect(await outcome('opaque-1')).toBe('The token is not valid: its issuer does not call it active');
  });

  it('asks each time with cacheSeconds 0', async () => {
    authenticator.close();
    authenticator = start({ cacheSeconds: 0 });
    expect(await outcome('opaque-1')).toBe('alice');
    known.delete('opaque-1');
    expect(await outcome('opaque-1')).toContain('not call it active');
  });

  it('asks about JWTs too, but only about those of the issuer that keep the form', async () => {
    const jwt = await issuer.sign();
    known.set(jwt, { active: true, sub: 'carol', aud: testAudience, iss: issuer.url });
    expect(await outcome(jwt)).toBe('carol');
    expect(await outcome(await issuer.sign({ iss: 'https://evil.example' }))).toContain('its issuer is not accepted');
    expect(await outcome('eyJhbGciOiJub25lIn0.e30.')).toContain('it is not signed');
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['not active', { active: false, sub: 'alice', aud: testAudience }, 'its issuer does not call it active'],
    ['active as a text', { active: 'true', sub: 'alice', aud: testAudience }, 'its issuer does not call it active'],
    ['of another issuer', { active: true, iss: 'https://evil.example', aud: testAudience }, 'it is of another issuer'],
    ['expired', { active: true, exp: 1000, aud: testAudience }, 'it has expired'],
    ['not valid yet', { active: true, nbf: 4_102_444_800, aud: testAudience }, 'it is not valid yet'],
    ['for another audience', { active: true, aud: 'other' }, 'it is for another audience'],
    ['without audience', { active: true, sub: 'alice' }, 'it is for another audience'],
    ['a refresh token', { active: true, token_type: 'refresh_token', aud: testAudience }, 'it is not a bearer token'],
    ['bound to a key', { active: true, cnf: { jkt: 'x' }, aud: testAudience }, 'it is not a bearer token'],
  ])('refuses a token that is %s', async (_title, answer, reason) => {
    known.set('opaque-2', answer);
    expect(await outcome('opaque-2')).toBe(`The token is not valid: ${reason}`);
  });

  it('accepts an answer without audience where requireAudience is false, and still none of another', async () => {
    authenticator.close();
    authenticator = start({ requireAudience: false });
    known.set('opaque-2', { active: true, sub: 'bob' });
    known.set('opaque-3', { active: true, sub: 'bob', aud: 'other' });
    expect(await outcome('opaque-2')).toBe('bob');
    expect(await outcome('opaque-3')).toContain('it is for another audience');
  });

  it.each([
    ['answers nothing in time', () => new Promise(() => {})],
    ['answers no JSON', () => 'oops'],
    ['has no such endpoint', () => undefined],
  ])('refuses with 503, and shows no secret, when the issuer %s', async (_title, answer) => {
    authenticator.close();
    authenticator = start({ timeoutMs: 150 });
    issuer.answers.set('/introspect', answer);
    expect(await authenticator.ask('opaque-1')).toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE' });
    expect(authenticator.lines).toHaveLength(1);
    expect(JSON.stringify(authenticator.lines)).not.toMatch(/opaque-1|s%cret/);
    issuer.answers.delete('/introspect');
  });
});
