import { describe, expect, it } from 'vitest';
import { authConfig } from './auth-config.js';
import { gatewayDefaults } from './gateway-config.js';
import { maskSecrets } from './mask-secrets.js';
import { parseConfig } from './parse-config.js';

const environment = { variables: {}, unset: 'problem' } as const;
const problemsOf = (text: string) => {
  const result = parseConfig(authConfig, { file: 'auth.yaml', text, environment });
  return result.kind === 'refused' ? result.problems.map(({ path, message }) => `${path}: ${message}`) : [];
};
const introspection = '{ clientId: gateway, clientSecret: hush }';

describe('authConfig', () => {
  it('accepts asymmetric signatures only, unless told fewer', () => {
    const { issuers } = authConfig.parse({ issuers: { login: { issuer: 'https://login.example' } } });
    expect(issuers['login']?.algorithms).toHaveLength(11);
    expect(problemsOf('issuers: { login: { issuer: "https://login.example", algorithms: [HS256] } }')).toHaveLength(1);
    expect(problemsOf('issuers: { login: { issuer: "https://login.example", algorithms: [none] } }')).toHaveLength(1);
    expect(problemsOf('issuers: { login: { issuer: "https://login.example", algorithms: [] } }')).toHaveLength(1);
  });

  it('takes http only to localhost, or where that is allowed', () => {
    const fault =
      'issuers.login: Must be reached over https: over http keys and answers can be forged on the way ("allowHttp" permits it)';
    expect(problemsOf('issuers: { login: { issuer: "http://login.example" } }')).toEqual([fault]);
    expect(problemsOf('issuers: { login: { issuer: "https://a.example", jwksUri: "http://b.example" } }')).toEqual([
      fault,
    ]);
    expect(problemsOf('issuers: { login: { issuer: "http://localhost.evil.example" } }')).toEqual([fault]);
    for (const url of ['http://localhost:4000', 'http://127.0.0.1/', 'http://[::1]:9', 'https://login.example']) {
      expect(problemsOf(`issuers: { login: { issuer: "${url}" } }`), url).toEqual([]);
    }
    expect(problemsOf('issuers: { login: { issuer: "http://login.internal", allowHttp: true } }')).toEqual([]);
  });

  it('refuses issuers that cannot be told apart', () => {
    expect(problemsOf('issuers: { a: { issuer: "https://a.example" }, b: { issuer: "https://a.example" } }')).toEqual([
      'issuers: Two issuers have the same "issuer": a token could not be told to be of one of them',
    ]);
    const both = ['a', 'b'].map(
      (name) => `${name}: { issuer: "https://${name}.example", introspection: ${introspection} }`,
    );
    expect(problemsOf(`issuers: { ${both.join(', ')} }`)).toEqual([
      'issuers: Only one issuer can have "introspection": an opaque token does not say whose it is',
    ]);
  });

  it('is printed without the secrets', () => {
    const auth = authConfig.parse({
      issuers: { a: { issuer: 'https://a.example', introspection: { clientId: 'gateway', clientSecret: 'hush' } } },
    });
    expect(JSON.stringify(maskSecrets({ ...gatewayDefaults(), clientGraphs: [], auth }))).not.toContain('hush');
  });
});
