import { describe, expect, it } from 'vitest';
import { gatewayConfig } from './gateway-config.js';
import { maskSecrets } from './mask-secrets.js';
import { parseConfig } from './parse-config.js';
import { areKeys } from './source-identity-config.js';

/** What is wrong with a configuration whose source `orders` has these options more. */
function problemsOf(options: string): readonly string[] {
  const text = `clientGraphs: [./bff]\nsources:\n  each:\n    orders:\n      schema: a.graphql\n      url: http://a/\n      ${options}\n`;
  const result = parseConfig(gatewayConfig, {
    file: 'facet.yaml',
    text,
    environment: { variables: {}, unset: 'problem' },
  });
  return result.kind === 'loaded' ? [] : result.problems.map(({ line, message }) => `${line}: ${message}`);
}

describe('headers', () => {
  it.each([
    ['{ action: copy, name: X-Tenant }'],
    ['{ action: remove, matching: "x-.*" }'],
    ['{ action: set, name: authorization, value: "" }'],
  ])('may be %s', (rule) => {
    expect(problemsOf(`headers: [${rule}]`)).toEqual([]);
  });

  it.each<[string, string]>([
    ['{ action: copy }', 'Needs either "name" or "matching"'],
    ['{ action: copy, name: a, matching: b }', 'Needs either "name" or "matching"'],
    ['{ action: set, matching: a, value: b }', '"set" needs a "name": "matching" is for "copy" and "remove"'],
    ['{ action: set, name: a }', '"set" needs a "value"'],
    ['{ action: copy, name: a, value: b }', '"value" is for "set" and "default"'],
    ['{ action: rename, name: a }', '"rename" needs "to"'],
    ['{ action: copy, name: a, to: b }', '"to" is for "rename"'],
    [
      '{ action: copy, matching: "(a" }',
      '"matching" is no regular expression of RE2: error parsing regexp: missing closing ): `(a`',
    ],
    [
      '{ action: copy, matching: "(?=a)" }',
      '"matching" is no regular expression of RE2: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
    ...['Connection', 'TE', 'host', 'Content-Length', 'x-correlation-id', 'Signature'].map((name): [string, string] => [
      `{ action: copy, name: ${name} }`,
      `Header "${name}" is never passed on or set: it belongs to one connection, or to the gateway`,
    ]),
    [
      '{ action: rename, name: a, to: Host }',
      'Header "Host" is never passed on or set: it belongs to one connection, or to the gateway',
    ],
  ])('may not be %s', (rule, message) => {
    expect(problemsOf(`headers: [${rule}]`)).toEqual([`7: ${message}`]);
  });

  it.each(['{ action: set, name: a, value: "b\\r\\nc: d" }', '{ action: set, name: "a b", value: c }'])(
    'may not be %s, which is no header',
    (rule) => {
      expect(problemsOf(`headers: [${rule}]`)).toEqual([expect.stringContaining('Must be a text matching')]);
    },
  );

  it('may be 200, and no more', () => {
    const rules = (count: number) => `headers: [${Array(count).fill('{ action: copy, name: a }').join(', ')}]`;
    expect(problemsOf(rules(200))).toEqual([]);
    expect(problemsOf(rules(201))).toHaveLength(1);
  });
});

describe('identity, signature and tls', () => {
  const exchange = 'tokenEndpoint: "https://a/", clientId: b, clientSecret: c';
  it.each([
    ['identity: { mode: exchange }', 'Mode "exchange" needs "exchange"'],
    [`identity: { mode: pass, exchange: { ${exchange} } }`, '"exchange" is for mode "exchange"'],
    ['identity: { mode: pass, mint: {} }', '"mint" is for mode "mint"'],
    ['tls: { cert: a.pem }', 'Needs both "cert" and "key"'],
    ['tls: {}', 'Says nothing'],
  ])('may not be %s', (options, message) => {
    expect(problemsOf(options)).toEqual([`7: ${message}`]);
  });

  it('exchange tokens over http on the own machine only, unless they may', () => {
    const identity = (url: string, more = '') =>
      `identity: { mode: exchange, exchange: { tokenEndpoint: "${url}", clientId: b, clientSecret: c${more} } }`;
    const refusal = 'Must be reached over https: over http tokens can be read on the way ("allowHttp" permits it)';
    for (const url of ['http://login.internal/token', 'http://127.0.0.1.evil.example/']) {
      expect(problemsOf(identity(url))).toEqual([expect.stringContaining(refusal)]);
      expect(problemsOf(identity(url, ', allowHttp: true'))).toEqual([]);
    }
    for (const url of ['https://login.internal/token', 'http://localhost:1/', 'http://127.0.0.1/', 'http://[::1]:9/']) {
      expect(problemsOf(identity(url))).toEqual([]);
    }
  });

  it('take a secret of at least 32 characters', () => {
    const signature = (length: number) => `signature: { keyId: k, secret: ${'s'.repeat(length)} }`;
    expect(problemsOf(signature(31))).toHaveLength(1);
    expect(problemsOf(signature(32))).toEqual([]);
  });
});

describe('maskSecrets()', () => {
  it('hides what proves the gateway to sources, and what rules set', () => {
    const secret = 'hidden-hidden-hidden-hidden-hidden';
    const config = gatewayConfig.parse({
      clientGraphs: ['./bff'],
      sources: {
        all: { headers: [{ action: 'set', name: 'x-api-key', value: secret }] },
        each: {
          orders: {
            schema: 'a.graphql',
            url: 'http://a/',
            headers: [{ action: 'default', name: 'x-api-key', value: secret }],
            signature: { keyId: 'k', secret },
            identity: {
              mode: 'exchange',
              exchange: { tokenEndpoint: `https://user:${secret}@a/`, clientId: 'b', clientSecret: secret },
            },
          },
        },
        tokens: { keys: `{"keys":["${secret}"]}` },
      },
    });
    const shown = JSON.stringify(maskSecrets(config));
    expect(shown).not.toContain('hidden');
    expect(shown.match(/\*\*\*/g)).toHaveLength(6);
    // The path of a file is no secret, and worth seeing.
    const { tokens } = maskSecrets({
      ...config,
      sources: { ...config.sources, tokens: { ...config.sources.tokens, keys: '/keys.json' } },
    }).sources;
    expect(tokens.keys).toBe('/keys.json');
  });
});

describe('areKeys()', () => {
  it('tells keys from the path of a file with them', () => {
    expect([' {"keys":[]}', '-----BEGIN PRIVATE KEY-----', './keys.json', 'keys.pem'].map(areKeys)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
