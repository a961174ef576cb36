import { describe, expect, it } from 'vitest';
import { authorizationConfig, clientGraphAuthorizationConfig } from './authorization-config.js';
import { gatewayDefaults } from './gateway-config.js';
import { maskSecrets } from './mask-secrets.js';

const problemsOf = (policies: object): readonly string[] =>
  authorizationConfig.safeParse({ policies }).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('authorizationConfig', () => {
  it('decides no policy by default', () => {
    expect(authorizationConfig.parse({})).toEqual({ policies: { timeoutMs: 1000 } });
    expect(clientGraphAuthorizationConfig.parse({})).toEqual({ onDenied: 'filter', warnOnly: false });
  });

  it('fills in what a service needs', () => {
    const { policies } = authorizationConfig.parse({ policies: { http: { url: 'https://policies.example/' } } });
    expect(policies.http).toEqual({
      url: 'https://policies.example/',
      headers: {},
      timeoutMs: 500,
      cacheSeconds: 10,
      maxCachedVerdicts: 100_000,
    });
  });

  it('refuses what cannot be used', () => {
    expect(problemsOf({ module: './policies.ts' })).toEqual(['policies.module']);
    expect(problemsOf({ http: { url: 'ftp://x' } })).toEqual(['policies.http.url']);
    expect(problemsOf({ http: { url: 'http://x', headers: { 'a b': 'c' } } })).toEqual(['policies.http.headers.a b']);
    expect(problemsOf({ http: { url: 'http://x', headers: { a: 'b\r\nc: d' } } })).toEqual(['policies.http.headers.a']);
    expect(clientGraphAuthorizationConfig.safeParse({ onDenied: null }).success).toBe(false);
  });

  it('is shown without the credentials of the service', () => {
    const http = { url: 'https://user:hush@policies.example/', headers: { authorization: 'Bearer hush' } };
    const authorization = authorizationConfig.parse({ policies: { http } });
    const shown = maskSecrets({ ...gatewayDefaults(), clientGraphs: [], authorization });
    expect(JSON.stringify(shown)).not.toContain('hush');
    expect(shown.authorization.policies.http?.headers).toEqual({ authorization: '***' });
  });
});
