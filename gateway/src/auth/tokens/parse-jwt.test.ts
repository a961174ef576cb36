import { describe, expect, it } from 'vitest';
import { looksLikeJwt, parseJwt } from './parse-jwt.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = encode({ iss: 'https://login.example', sub: 'alice' });
const withHeader = (header: unknown, signature = 'c2lnbmF0dXJl') => `${encode(header)}.${claims}.${signature}`;
const reasonOf = (token: string) => {
  const reading = parseJwt(token);
  return reading.kind === 'refused' ? reading.reason : undefined;
};

describe('parseJwt()', () => {
  it('reads algorithm, key id and issuer', () => {
    expect(parseJwt(withHeader({ alg: 'ES256', kid: 'one', typ: 'JWT' }))).toEqual({
      kind: 'jwt',
      jwt: { algorithm: 'ES256', keyId: 'one', issuer: 'https://login.example' },
    });
  });

  it.each(['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc', 'p2s', 'p2c', 'epk'])(
    'refuses the header parameter %s, whatever it holds',
    (name) => {
      for (const value of [null, false, '', 'https://evil.example/keys', { kty: 'oct' }, []]) {
        expect(reasonOf(withHeader({ alg: 'ES256', [name]: value }))).toBe(
          `the header parameter ${name} is not accepted`,
        );
      }
    },
  );

  it('refuses encrypted tokens, and what has another number of parts', () => {
    expect(reasonOf('a.b.c.d.e')).toBe('encrypted tokens are not accepted');
    for (const token of ['', '.', '..', 'abc', 'a.b', 'a.b.c.d', '.b.c', 'a..c']) {
      expect(reasonOf(token)).toBe('it is not a JWT');
    }
  });

  it('refuses a token without a signature or an algorithm', () => {
    expect(reasonOf(withHeader({ alg: 'none' }, ''))).toBe('it is not signed');
    expect(reasonOf(withHeader({ kid: 'one' }))).toBe('it is not signed');
    expect(reasonOf(withHeader({ alg: ['ES256'] }))).toBe('it is not signed');
  });

  it.each([
    ['padding', 'c2lnbmF0dXJl=', 'c2lnbmF0dXI='],
    ['the alphabet of plain base64', '+/+/', 'ab+d'],
    ['blanks and line ends', 'c2ln bmF0', 'c2ln\n', ' c2ln'],
    ['characters of no alphabet', 'c2ln!', 'c2ln\u0000', 'ç2ln'],
    ['a last character with bits to spare', 'c2lnbmF0dXK', 'YR', 'YWJ'],
    ['a length that base64url has not', 'c2lnb'],
  ])('refuses %s in any of its parts', (_title, ...parts) => {
    const header = encode({ alg: 'ES256' });
    for (const part of parts) {
      expect(reasonOf(`${header}.${claims}.${part}`)).toBe('it is not strict base64url');
      expect(reasonOf(`${header}.${part}.c2ln`)).toBe('it is not strict base64url');
      expect(reasonOf(`${part}.${claims}.c2ln`)).toBe('it is not strict base64url');
    }
  });

  it('refuses parts that are not JSON objects in UTF-8', () => {
    for (const part of ['[]', '"text"', 'null', '{', '\ufeff{}']) {
      const encoded = Buffer.from(part).toString('base64url');
      expect(reasonOf(`${encoded}.${claims}.c2ln`)).toBe('its header or its payload is not a JSON object');
      expect(reasonOf(`${encode({ alg: 'ES256' })}.${encoded}.c2ln`)).toBe(
        'its header or its payload is not a JSON object',
      );
    }
    const notUtf8 = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url');
    expect(reasonOf(`${notUtf8}.${claims}.c2ln`)).toBe('its header or its payload is not a JSON object');
  });

  it('refuses a key id that is no text, empty, or over 256 characters', () => {
    expect(reasonOf(withHeader({ alg: 'ES256', kid: 'x'.repeat(256) }))).toBeUndefined();
    for (const kid of ['', 'x'.repeat(257), 7, null, { a: 1 }]) {
      expect(reasonOf(withHeader({ alg: 'ES256', kid }))).toBe('its key id is not a text of 1 to 256 characters');
    }
  });
});

describe('looksLikeJwt()', () => {
  it('tells JWTs, signed or encrypted, from opaque tokens', () => {
    expect(looksLikeJwt(withHeader({ alg: 'ES256' }))).toBe(true);
    expect(looksLikeJwt('eyJ.b.c.d.e')).toBe(true);
    expect(looksLikeJwt('2YotnFZFEjr1zCsicMWpAA')).toBe(false);
    expect(looksLikeJwt('abc.def')).toBe(false);
  });
});
