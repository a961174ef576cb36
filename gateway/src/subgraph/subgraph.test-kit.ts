import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';
import { makeSigningKey } from '../auth/for-sources/read-signing-keys.js';
import type { SigningAlgorithm, SigningKey } from '../auth/for-sources/signing-keys.js';

/** Claims of a token; undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

/** Signs tokens as the gateway does, or otherwise. */
export async function createSigner(algorithm: SigningAlgorithm = 'ES256') {
  const key = await makeSigningKey(algorithm);
  return {
    key,
    jwks: { keys: [key.publicJwk] },
    sign: (claims: Claims = {}, header: Record<string, unknown> = {}) => signWith(key, claims, header),
  };
}

/** A token for `orders` by `gateway`, valid for a minute, with claims and header members replaced or, if undefined, left out. */
export function signWith(key: SigningKey, claims: Claims = {}, header: Record<string, unknown> = {}) {
  const now = Math.floor(Date.now() / 1000);
  const payload: JWTPayload = {
    iss: 'gateway',
    aud: 'orders',
    iat: now,
    exp: now + 60,
    jti: 'a-token',
    sub: 'user-1',
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.algorithm, typ: 'facet-source+jwt', kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** Serves a key set that can be changed, and counts how often it is asked for. */
export async function serveKeys(keys: readonly object[]) {
  const state = { keys, asked: 0, status: 200 };
  const server = createServer((_request, response) => {
    state.asked++;
    response.writeHead(state.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: state.keys }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return Object.assign(state, { url: `http://127.0.0.1:${port}/jwks`, stop });
}
