// `node bench/auth.mjs`: what it costs to find out who is calling, once a token has been seen. See bench/README.md.
import { createServer } from 'node:http';
import os from 'node:os';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import pino from 'pino';
import { createAuthenticator } from '../gateway/dist/auth/authenticator.js';
import { anonymous } from '../gateway/dist/auth/identity.js';
import { authConfig } from '../gateway/dist/config/auth-config.js';
import { createHttpClient } from '../gateway/dist/upstream/http-client.js';

/** CPU time per request that Facet is held to, in milliseconds. */
const barMs = 0.05;
const rounds = 5;
const requestsPerRound = 100_000;
/** Tokens that take turns, so that it is not one entry of the memory that is measured. */
const users = 1000;
const audience = 'https://api.shop.example';

const { server, issuer, sign } = await startIssuer();
const httpClient = createHttpClient();
const config = authConfig.parse({ issuers: { login: { issuer } } });
const authenticator = createAuthenticator({ config, httpClient, log: pino({ level: 'silent' }) });
const policy = { clientGraph: 'mobile', anonymous: true, audience: [audience], scopes: ['shop'] };
const open = { ...policy, scopes: [] };

const signedIn = await Promise.all(Array.from({ length: users }, async (_, user) => head(await sign(user))));
const nobody = [head(undefined)];
await check();
const token = measure(signedIn, policy);
const none = measure(nobody, open);
report();
authenticator.close();
await httpClient.close();
server.close();

async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
  const server = createServer((request, response) => {
    const discovery = { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [jwk] } : discovery));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  /** @param {number} user */
  const sign = (user) =>
    new SignJWT({ scope: 'shop orders:read', client_id: 'phone', roles: ['customer'], sid: `session-${user}` })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience([audience, `${issuer}/userinfo`])
      .setSubject(`user-${user}`)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return { server, issuer, sign };
}

/**
 * A request's head as a browser sends it.
 *
 * @param {string | undefined} bearer
 */
function head(bearer) {
  const sent = {
    host: 'gateway.example',
    connection: 'keep-alive',
    'content-length': '120',
    'sec-ch-ua-platform': '"Linux"',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0',
    accept: 'application/graphql-response+json',
    'content-type': 'application/json',
    'apollographql-client-name': 'phone',
    'apollographql-client-version': '4.2.1',
    origin: 'https://shop.example',
    'accept-encoding': 'gzip, deflate, br',
    'accept-language': 'en',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  };
  const headers = new Map(Object.entries(sent));
  return { rawHeaders: [...headers].flat(), headers, search: '', identity: anonymous };
}

/** Nothing is timed before the answers are right; this is also when each token is seen. */
async function check() {
  for (const [user, request] of signedIn.entries()) {
    const identified = await authenticator.identify(request, policy);
    if (identified.kind !== 'identified' || identified.identity.subject !== `user-${user}`) {
      throw new Error(`User ${user} is not identified: ${JSON.stringify(identified)}`);
    }
  }
}

/**
 * @param {readonly ReturnType<typeof head>[]} requests Take turns.
 * @param {typeof policy} callers
 * @returns CPU time per request of each round, in milliseconds, in order.
 */
function measure(requests, callers) {
  /** @type {number[]} */
  const perRequestMs = [];
  // The first warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    for (let index = 0; index < requestsPerRound; index++) {
      const identified = authenticator.identify(requests[index % requests.length] ?? head(undefined), callers);
      if (!('identity' in identified)) {
        throw new Error('A token that was seen is not recognized at once');
      }
    }
    const { user, system } = process.cpuUsage(before);
    perRequestMs.push((user + system) / 1000 / requestsPerRound);
  }
  return perRequestMs.slice(1).sort((a, b) => a - b);
}

function report() {
  /** @param {readonly number[]} values */
  const line = (values) =>
    `${values[Math.floor(values.length / 2)]?.toFixed(5)} ms (rounds: ${values.map((value) => value.toFixed(5)).join(', ')})`;
  const median = token[Math.floor(rounds / 2)] ?? Number.POSITIVE_INFINITY;
  process.stdout.write(
    [
      `Node ${process.version}, ${os.cpus()[0]?.model}, ${rounds} rounds of ${requestsPerRound} requests, ${users} users`,
      `signed in, token seen before: ${line(token)}`,
      `anonymous:                    ${line(none)}`,
      `bar: under ${barMs} ms of CPU per request: ${median < barMs ? 'kept' : 'MISSED'}`,
      '',
    ].join('\n'),
  );
}
