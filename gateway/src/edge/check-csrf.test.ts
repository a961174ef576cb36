import { describe, expect, it } from 'vitest';
import { type CsrfMode, checkCsrf } from './check-csrf.js';

const check = (mode: CsrfMode, headers: Readonly<Record<string, string>>) => {
  const refused = checkCsrf(new Map(Object.entries(headers)), mode);
  return refused === undefined ? 'admitted' : refused.refusal.code;
};

describe.each(['preflight', 'fetch-metadata'] as const)('checkCsrf() in either mode, here %s,', (mode) => {
  it.each([
    { 'graphql-require-preflight': 'true' },
    { 'apollo-require-preflight': 'true' },
    { 'x-apollo-operation-name': 'Q' },
    { 'content-type': 'application/json; charset=utf-8' },
  ])('admits %o, which needs a preflight, from any site', (headers) => {
    expect(check(mode, { ...headers, origin: 'https://other.example', 'sec-fetch-site': 'cross-site' })).toBe(
      'admitted',
    );
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application', ''])(
    'refuses Content-Type %o',
    (type) => {
      expect(check(mode, { 'content-type': type })).toBe('UNSUPPORTED_MEDIA_TYPE');
    },
  );

  it.each([
    { origin: 'https://other.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': '' },
    { 'sec-fetch-site': 'cross-site', accept: 'application/graphql-response+json' },
    { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '' },
  ])('refuses %o, which a page of another site can cause', (headers) => {
    expect(check(mode, headers)).toBe('BAD_REQUEST');
  });
});

describe('checkCsrf()', () => {
  it.each([
    {},
    { accept: 'application/graphql-response+json' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://gateway.example' },
  ])('admits %o, which no page of another site is known to have caused, with fetch-metadata only', (headers) => {
    expect(check('fetch-metadata', headers)).toBe('admitted');
    expect(check('preflight', headers)).toBe('BAD_REQUEST');
  });
});
