import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { CompactEncrypt, exportSPKI, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKey, startIssuer, type TestIssuer, type TestKey, testAudience } from './auth/auth.test-kit.js';
import { startIdentityGateway, type TestGateway } from './auth/gateway.test-kit.js';

const query = '{ caller }';
const sha256Hash = createHash('sha256').update(query).digest('hex');
const persisted = { persistedQuery: { version: 1, sha256Hash } };

let issuer: TestIssuer;
let rsa: TestKey;
let stranger: TestKey;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startIssuer();
  rsa = await createTestKey('rsa', 'RS256');
  issuer.keys.unshift(rsa);
  stranger = await createTestKey('first');
  gateway = await startIdentityGateway({
    auth: { issuers: { login: { issuer: issuer.url, tokenType: 'at+jwt' } } },
    // Anonymous callers are welcome, which must help no forgery.
    callers: { anonymous: true, audience: [testAudience], scopes: [] },
  });
  await send('POST', [['Authorization', `Bearer ${await good()}`]], { query, extensions: persisted });
});
afterAll(async () => {
  await gateway.stop();
  await issuer.stop();
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { typ: 'at+jwt' };
const good = (claims: JWTPayload = {}, more: Record<string, unknown> = {}) =>
  issuer.sign(claims, { header: { ...header, ...more } });
const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

/** Replaces the header, the signature stays: each of these must be refused before or by the signature. */
async function withHeader(changes: Record<string, unknown>): Promise<string> {
  const [, payload, signature] = (await good()).split('.');
  return `${encode({ alg: 'ES256', kid: 'first', typ: 'at+jwt', ...changes })}.${payload}.${signature}`;
}

async function hmacWith(secret: string): Promise<string> {
  const [, payload] = (await good()).split('.');
  const signed = `${encode({ alg: 'HS256', kid: 'rsa', typ: 'at+jwt' })}.${payload}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The same token with the last character of one part changed in bits that say nothing. */
async function nonCanonical(part: number): Promise<string> {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let padding = 0; ; padding++) {
    const parts = (await good({ padding: 'x'.repeat(padding) }, { padding: 'x'.repeat(padding) })).split('.');
    const text = parts[part] ?? '';
    if (text.length % 4 !== 0) {
      parts[part] = text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1) ?? '') + 1];
      expect(Buffer.from(parts[part] ?? '', 'base64url')).toEqual(Buffer.from(text, 'base64url'));
      return parts.join('.');
    }
  }
}

async function encrypted(): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ sub: 'alice' })))
    .setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2048 })
    .encrypt(new TextEncoder().encode('password'));
}

type Headers = readonly (readonly [string, string])[];
const bearer = async (token: string | Promise<string>): Promise<Headers> => [
  ['Authorization', `Bearer ${await token}`],
];

interface Forgery {
  readonly headers: () => Promise<Headers>;
  readonly search?: () => Promise<string>;
}

const evilKeys = 'https://evil.example/keys';
const forgeries: Readonly<Record<string, Forgery>> = {
  'alg none': { headers: async () => bearer(`${encode({ alg: 'none' })}.${(await good()).split('.')[1]}.`) },
  'alg none with a signature': { headers: () => bearer(withHeader({ alg: 'none' })) },
  'alg NONE in other letters': { headers: () => bearer(withHeader({ alg: 'nOnE' })) },
  'HS256 with the public key as secret': {
    headers: async () => bearer(hmacWith(await exportSPKI(rsa.publicKey))),
  },
  'HS256 with the public JWK as secret': { headers: () => bearer(hmacWith(JSON.stringify(rsa.publicJwk))) },
  'HS256 with an empty secret': { headers: () => bearer(hmacWith('')) },
  'RS256 with the kid of an EC key': {
    headers: () => bearer(issuer.sign({}, { key: { ...rsa, kid: 'first' }, header })),
  },
  'kid as a path': { headers: () => bearer(withHeader({ kid: '../../../../dev/null' })) },
  'kid as SQL': { headers: () => bearer(withHeader({ kid: "x' UNION SELECT 'secret' --" })) },
  'kid as a URL': { headers: () => bearer(withHeader({ kid: evilKeys })) },
  'kid as a property of every object': { headers: () => bearer(withHeader({ kid: '__proto__' })) },
  'kid that is no text': { headers: () => bearer(withHeader({ kid: { $ne: null } })) },
  'a key of somebody else under a known kid': { headers: () => bearer(issuer.sign({}, { key: stranger, header })) },
  jku: { headers: () => bearer(good({}, { jku: evilKeys })) },
  x5u: { headers: () => bearer(good({}, { x5u: evilKeys })) },
  x5c: { headers: () => bearer(good({}, { x5c: ['MIIB'] })) },
  'jwk, signed with it': {
    headers: () => bearer(issuer.sign({}, { key: stranger, header: { ...header, jwk: stranger.publicJwk } })),
  },
  'crit and b64': { headers: () => bearer(withHeader({ crit: ['b64'], b64: false })) },
  zip: { headers: () => bearer(good({}, { zip: 'DEF' })) },
  'PBES2 with a huge count': { headers: () => bearer(good({}, { p2c: 2_147_483_647, p2s: 'AAAA' })) },
  'PBES2 as a JWE': { headers: () => bearer(encrypted()) },
  'JWE header in a JWS': { headers: () => bearer(good({}, { enc: 'A128GCM' })) },
  expired: { headers: () => bearer(good({ exp: seconds(-10) })) },
  'without expiry': { headers: () => bearer(good({ exp: undefined as unknown as number })) },
  'not yet valid': { headers: () => bearer(good({ nbf: seconds(60) })) },
  'another audience': { headers: () => bearer(good({ aud: 'https://other.example' })) },
  'audience as a prefix': { headers: () => bearer(good({ aud: `${testAudience}.evil.example` })) },
  'without audience': { headers: () => bearer(good({ aud: undefined as unknown as string })) },
  'another issuer': { headers: () => bearer(good({ iss: 'https://evil.example' })) },
  'issuer with a slash more': { headers: () => bearer(good({ iss: `${issuer.url}/` })) },
  'without issuer': { headers: () => bearer(good({ iss: undefined as unknown as string })) },
  'issuer as a list': { headers: () => bearer(good({ iss: [issuer.url] as unknown as string })) },
  'an ID token, by its typ': { headers: () => bearer(issuer.sign({}, { header: { typ: 'JWT' } })) },
  'bound to a key of its holder': { headers: () => bearer(good({ cnf: { jkt: 'abc' } })) },
  'a changed payload': {
    headers: async () => {
      const [head, payload, signature] = (await good()).split('.');
      const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object;
      return bearer(`${head}.${encode({ ...claims, sub: 'admin' })}.${signature}`);
    },
  },
  'a signature cut short': { headers: async () => bearer((await good()).slice(0, -4)) },
  'a signature of zeros': {
    headers: async () => bearer(`${(await good()).split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`),
  },
  'non-canonical base64url in the header': { headers: () => bearer(nonCanonical(0)) },
  'non-canonical base64url in the payload': { headers: () => bearer(nonCanonical(1)) },
  'non-canonical base64url in the signature': { headers: () => bearer(nonCanonical(2)) },
  'base64url with padding': { headers: async () => bearer(`${await good()}==`) },
  'too long': { headers: () => bearer(good({ padding: 'x'.repeat(8192) })) },
  'two Authorization headers, both good': {
    headers: async () => [...(await bearer(good())), ...(await bearer(good()))],
  },
  'two Authorization headers, the second forged': {
    headers: async () => [...(await bearer(good())), ['authorization', 'Bearer x.y.z']],
  },
  'two tokens in one header': {
    headers: async () => [['Authorization', `Bearer ${await good()}, Bearer ${await good()}`]],
  },
  'another scheme': { headers: async () => [['Authorization', 'Basic YWxpY2U6cGFzc3dvcmQ=']] },
  'a token without scheme': { headers: async () => [['Authorization', await good()]] },
  'an empty token': { headers: async () => [['Authorization', 'Bearer ']] },
  'an opaque token': { headers: () => bearer('2YotnFZFEjr1zCsicMWpAA') },
  'a token in the query string': { headers: async () => [], search: async () => `access_token=${await good()}` },
  'a token in the query string, its name escaped': {
    headers: async () => [],
    search: async () => `access%5Ftoken=${await good()}`,
  },
  'a token in the query string beside a header': {
    headers: () => bearer(good()),
    search: async () => `access_token=${await good()}`,
  },
};

interface Answer {
  readonly status: number | undefined;
  readonly challenge: string | undefined;
  readonly body: string;
}

/** By Node's own client, which sends two headers of one name when it is told to. */
function send(method: 'GET' | 'POST', headers: Headers, body: unknown, search = ''): Promise<Answer> {
  const url = `${gateway.endpoint}${search === '' ? '' : `?${search}`}`;
  const text = method === 'POST' ? JSON.stringify(body) : '';
  const all: Headers = [
    ...headers,
    ['Content-Type', 'application/json'],
    ['Content-Length', String(text.length)],
    ['Host', 'gateway'],
  ];
  return new Promise((resolve, reject) => {
    const call = httpRequest(url, { method }, async (response) => {
      let answer = '';
      for await (const chunk of response) {
        answer += String(chunk);
      }
      resolve({ status: response.statusCode, challenge: response.headers['www-authenticate'], body: answer });
    });
    const names = new Set(all.map(([name]) => name.toLowerCase()));
    for (const name of names) {
      call.setHeader(
        name,
        all.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value),
      );
    }
    call.on('error', reject).end(text);
  });
}

const ways: Readonly<Record<string, (headers: Headers, search: string) => Promise<Answer>>> = {
  POST: (headers, search) => send('POST', headers, { query }, search),
  GET: (headers, search) => send('GET', headers, undefined, join(`query=${encodeURIComponent(query)}`, search)),
  'POST of a persisted operation': (headers, search) => send('POST', headers, { extensions: persisted }, search),
  'GET of a persisted operation': (headers, search) =>
    send('GET', headers, undefined, join(`extensions=${encodeURIComponent(JSON.stringify(persisted))}`, search)),
  'POST of a batch': (headers, search) => send('POST', headers, [{ query }, { query }], search),
};

const join = (a: string, b: string) => (b === '' ? a : `${a}&${b}`);

describe('the identity gate', () => {
  it('lets the right token in on every way, and nobody else as somebody', async () => {
    const headers = await bearer(good());
    for (const [way, go] of Object.entries(ways)) {
      const body = (answer: string) => (way === 'POST of a batch' ? `[${answer},${answer}]` : answer);
      expect(await go(headers, ''), way).toMatchObject({ status: 200, body: body('{"data":{"caller":"alice"}}') });
      expect(await go([], ''), way).toMatchObject({ status: 200, body: body('{"data":{"caller":null}}') });
    }
  });

  it.each(Object.keys(forgeries))('refuses with 401 on every way: %s', async (name) => {
    const forgery = forgeries[name];
    const fetchedBefore = issuer.asked.get('/jwks') ?? 0;
    for (const [way, go] of Object.entries(ways)) {
      const answer = await go((await forgery?.headers()) ?? [], (await forgery?.search?.()) ?? '');
      expect(answer.status, `${way}: ${answer.body}`).toBe(401);
      expect(answer.challenge, way).toMatch(
        /^Bearer realm="mobile", error="(invalid_token|invalid_request)", error_description="[^"\\]+"$/,
      );
      expect(JSON.parse(answer.body), way).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    // No forgery makes the gateway fetch anything but the keys of its own issuer, once in the cool-down.
    expect((issuer.asked.get('/jwks') ?? 0) - fetchedBefore).toBeLessThanOrEqual(1);
  });

  it('shows no token in the log, nor in what clients are told', () => {
    expect(gateway.lines.length).toBeGreaterThan(100);
    expect(JSON.stringify(gateway.lines)).not.toMatch(/eyJ/);
  });
});
