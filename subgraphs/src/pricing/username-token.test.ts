import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTokenChecker, type UsernameToken } from './username-token.js';

const credentials = { username: 'facet', password: 'secret' };
const nowMs = Date.parse('2026-09-01T12:00:00Z');
const digestType = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';

function tokenOf(change: Partial<UsernameToken> = {}): UsernameToken {
  const base = { username: 'facet', password: 'secret', passwordType: undefined, nonce: 'bm9uY2U=' };
  return { ...base, created: '2026-09-01T12:00:00Z', ...change };
}

function digestToken(nonce: string, created: string, password = 'secret'): UsernameToken {
  const hash = createHash('sha1').update(Buffer.from(nonce, 'base64')).update(created).update(password);
  return tokenOf({ nonce, created, password: hash.digest('base64'), passwordType: digestType });
}

const checkerAt = (now: () => number = () => nowMs) => createTokenChecker(credentials, now);
const refused = (securityCode: string) =>
  expect.objectContaining({ description: expect.objectContaining({ securityCode }) });

describe('createTokenChecker()', () => {
  it('accepts the right password, as text and as a digest', () => {
    expect(() => checkerAt().check(tokenOf())).not.toThrow();
    expect(() => checkerAt().check(digestToken('AAECAw==', '2026-09-01T12:00:01Z'))).not.toThrow();
  });

  it('refuses wrong names, passwords and digests with FailedAuthentication', () => {
    const wrong = [
      tokenOf({ username: 'Facet' }),
      tokenOf({ password: 'secre' }),
      tokenOf({ passwordType: digestType }),
      digestToken('AAECAw==', '2026-09-01T12:00:01Z', 'guess'),
      { ...digestToken('AAECAw==', '2026-09-01T12:00:01Z'), nonce: 'AAECBA==' },
    ];
    for (const token of wrong) expect(() => checkerAt().check(token)).toThrow(refused('FailedAuthentication'));
  });

  it('asks for a nonce and a time of creation', () => {
    for (const token of [tokenOf({ nonce: undefined }), tokenOf({ created: undefined }), tokenOf({ created: 'now' })]) {
      expect(() => checkerAt().check(token)).toThrow(refused('InvalidSecurityToken'));
    }
  });

  it('accepts tokens made up to five minutes before or after now', () => {
    const at = (offsetMs: number) => () =>
      checkerAt().check(tokenOf({ created: new Date(nowMs + offsetMs).toISOString() }));
    expect(at(-300_000)).not.toThrow();
    expect(at(300_000)).not.toThrow();
    expect(at(-300_001)).toThrow(refused('InvalidSecurityToken'));
    expect(at(300_001)).toThrow(refused('InvalidSecurityToken'));
  });

  it('refuses a nonce that was used before, and forgets it when its time is over', () => {
    let now = nowMs;
    const checker = checkerAt(() => now);
    checker.check(tokenOf());
    expect(() => checker.check(tokenOf())).toThrow(refused('InvalidSecurityToken'));
    now += 300_001;
    expect(() => checker.check(tokenOf({ created: new Date(now).toISOString() }))).not.toThrow();
  });

  it('does not use up a nonce that came with a wrong password', () => {
    const checker = checkerAt();
    expect(() => checker.check(tokenOf({ password: 'guess' }))).toThrow(refused('FailedAuthentication'));
    expect(() => checker.check(tokenOf())).not.toThrow();
  });

  it('remembers 50,000 nonces, refuses more, and takes new ones when those have expired', () => {
    let now = nowMs;
    const checker = checkerAt(() => now);
    const check = (nonce: string) => checker.check(tokenOf({ nonce, created: new Date(now).toISOString() }));
    for (let count = 0; count < 50_000; count += 1) check(`nonce-${count}`);
    expect(() => check('one-more')).toThrow(refused('InvalidSecurityToken'));
    now += 300_001;
    expect(() => check('one-more')).not.toThrow();
  });
});
