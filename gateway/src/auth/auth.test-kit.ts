import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { z } from 'zod';
import { authConfig } from '../config/auth-config.js';
import { createLogger, type Log } from '../telemetry/logger.js';
import { createHttpClient } from '../upstream/http-client.js';
import { type Authenticator, createAuthenticator, type Identification } from './authenticator.js';
import { anonymous, type Identity } from './identity.js';

/** A key that a test issuer signs with. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** An authorization server that signs what it is told and counts who asks it. For tests. */
export interface TestIssuer {
  /** `iss`, and where it is. */
  readonly url: string;
  /** Requests so far, by path. */
  readonly asked: Map<string, number>;
  /** The keys it publishes; may be changed. */
  keys: TestKey[];
  /** Answers in the place of the usual one, by path; the answer is JSON with status 200, undefined gives 404. */
  readonly answers: Map<string, (request: IncomingMessage, body: string) => unknown>;
  /** Signs claims with the newest key; `iss`, `aud`, `sub`, `iat` and `exp` are filled in unless given. */
  sign(claims?: JWTPayload, options?: SignOptions): Promise<string>;
  stop(): Promise<void>;
}

/** How a test token is signed. */
export interface SignOptions {
  readonly key?: TestKey;
  readonly header?: Record<string, unknown>;
}

/** The audience that `sign()` puts in, and policies of these tests ask for. */
export const testAudience = 'https://api.shop.example';

/** Makes a key pair. */
export async function createTestKey(kid: string, alg = 'ES256'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

/** Starts an issuer on a free port, with OpenID discovery. */
export async function startIssuer(port = 0): Promise<TestIssuer> {
  const server = createServer((request, response) => void answer(issuer, request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listens on TCP
  const issuer: TestIssuer = {
    url,
    asked: new Map(),
    keys: [await createTestKey('first')],
    answers: new Map(),
    sign: (claims = {}, options = {}) => sign(issuer, claims, options),
    stop: () => stopServer(server),
  };
  return issuer;
}

async function sign(issuer: TestIssuer, claims: JWTPayload, { key, header }: SignOptions): Promise<string> {
  const signing = key ?? issuer.keys.at(-1);
  if (signing === undefined) {
    throw new TypeError('The issuer has no key');
  }
  const now = Math.floor(Date.now() / 1000);
  const usual = { iss: issuer.url, aud: testAudience, sub: 'alice', iat: now, exp: now + 300 };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: signing.alg, kid: signing.kid, ...header })
    .sign(signing.privateKey);
}

async function answer(issuer: TestIssuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  issuer.asked.set(path, (issuer.asked.get(path) ?? 0) + 1);
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
  }
  const special = issuer.answers.get(path);
  const usual = new Map<string, () => unknown>([
    [
      '/.well-known/openid-configuration',
      () => ({
        issuer: issuer.url,
        jwks_uri: `${issuer.url}/jwks`,
        introspection_endpoint: `${issuer.url}/introspect`,
      }),
    ],
    ['/jwks', () => ({ keys: issuer.keys.map(({ publicJwk }) => publicJwk) })],
  ]);
  const value = special === undefined ? usual.get(path)?.() : await special(request, body);
  response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}

function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** An authenticator with its log, its clock and a way to ask it. For tests. */
export interface TestAuthenticator extends Authenticator {
  readonly log: Log;
  readonly lines: Record<string, unknown>[];
  /** Milliseconds that its clock is ahead. */
  aheadMs: number;
  /** Asks with a bearer token, on a client graph that answers nobody else. */
  ask(token: string, headers?: Record<string, string>): Promise<Identification>;
  /** The identity that it makes of a token; throws the refusal when there is none. */
  identityOf(token: string, headers?: Record<string, string>): Promise<Identity>;
}

/** Makes an authenticator. The caller closes it. */
export function createTestAuthenticator(config: z.input<typeof authConfig>): TestAuthenticator {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLogger({ level: 'info', format: 'json' }, { write });
  const httpClient = createHttpClient();
  const now = () => Date.now() + made.aheadMs;
  const authenticator = createAuthenticator({ config: authConfig.parse(config), httpClient, log, now });
  const policy = { clientGraph: 'mobile', anonymous: false, audience: [testAudience], scopes: [] };
  const made: TestAuthenticator = {
    ...authenticator,
    log,
    lines,
    aheadMs: 0,
    ask: async (token, headers = {}) =>
      authenticator.identify(testHead({ authorization: `Bearer ${token}`, ...headers }), policy),
    async identityOf(token, headers) {
      const identification = await made.ask(token, headers);
      if (identification.kind === 'refused') {
        throw new Error(`Refused: ${identification.code} ${identification.message}`);
      }
      return identification.identity;
    },
    close() {
      authenticator.close();
      void httpClient.close();
    },
  };
  return made;
}

/** A request's head as the authenticator takes it. */
export function testHead(headers: Record<string, string>, search = '') {
  const entries = Object.entries(headers);
  return { rawHeaders: entries.flat(), headers: new Map(entries), search, identity: anonymous };
}
