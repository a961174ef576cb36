import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import express from 'express';
import { fastify } from 'fastify';
import { createSchema, createYoga } from 'graphql-yoga';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequestSigner } from '../auth/for-sources/sign-request.js';
import {
  callerOf,
  createGatewayVerifier,
  gatewayBodyHook,
  gatewayContext,
  gatewayHook,
  gatewayPlugin,
  keepBody,
  requireGateway,
} from './index.js';
import { createSigner } from './subgraph.test-kit.js';

const secret = 'a secret of thirty-two characters';
const gateway = await createSigner();
const token = { issuer: 'gateway', audience: 'orders', jwks: gateway.jwks };
const byToken = createGatewayVerifier({ token });
const byBoth = createGatewayVerifier({ token, signature: { secrets: { k: secret } } });

const typeDefs = 'type Query { who: String }';
const body = JSON.stringify({ query: '{ who }' });

/** Where each kind of server answers `{ who }` with the caller's subject. */
const urls = new Map<string, string>();
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  const who = (request: object) => ({ data: { who: callerOf(request).subject ?? null } });

  urls.set(
    'Express',
    await listen(
      createServer(
        express()
          .use(requireGateway(byToken))
          .post('/graphql', (request, response) => void response.json(who(request))),
      ),
    ),
  );
  const router = express
    .Router()
    .use(requireGateway(byBoth))
    .post('/graphql', (request, response) => void response.json(who(request)));
  const signed = express()
    .use(express.json({ verify: keepBody }))
    .use('/api', router);
  urls.set('Express with signatures', (await listen(createServer(signed))).replace('/graphql', '/api/graphql'));

  for (const [name, hooks] of [
    ['Fastify', { onRequest: gatewayHook(byToken) }],
    ['Fastify with signatures', { preParsing: gatewayBodyHook(byBoth, { maxBodyBytes: 100 }) }],
  ] as const) {
    const app = fastify();
    // What is behind the hook must find the body where it was.
    app.post('/graphql', hooks as object, async (request) =>
      JSON.stringify(request.body) === body ? who(request) : 'no body',
    );
    urls.set(name, `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`);
    stops.push(() => app.close());
  }

  for (const [name, verifier] of [
    ['Yoga', byToken],
    ['Yoga with signatures', byBoth],
  ] as const) {
    // Yoga's own types of the two do not fit under exactOptionalPropertyTypes.
    const schema = createSchema({
      typeDefs,
      resolvers: {
        Query: {
          who: (_, __, { request }) => callerOf(request).subject ?? null,
        },
      },
    });
    urls.set(
      name,
      await listen(
        createServer(createYoga({ schema: schema as never, plugins: [gatewayPlugin(verifier)], logging: false })),
      ),
    );
  }

  const apollo = new ApolloServer<{ subject: string | undefined }>({
    typeDefs,
    resolvers: { Query: { who: (_, __, { subject }) => subject ?? null } },
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(apollo, {
    listen: { port: 0, host: '127.0.0.1' },
    context: gatewayContext(byToken, ({ subject }) => ({ subject })),
  });
  urls.set('Apollo Server', `${url}graphql`);
  stops.push(() => apollo.stop());
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

/** Sends `{ who }` with a token and, if the server wants one, a signature. */
async function ask(name: string, authorization: string | undefined, sentBody = body) {
  const url = urls.get(name) ?? '';
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (authorization !== undefined) headers['authorization'] = authorization;
  if (name.endsWith('signatures')) {
    const { signal } = new AbortController();
    const call = {
      method: 'POST',
      url,
      headers,
      body,
      timeoutMs: 1,
      maxAnswerBytes: 1,
      signal,
      source: 'orders',
    } as const;
    createRequestSigner({ keyId: 'k', secret })(call, headers);
  }
  const response = await fetch(url, { method: 'POST', headers, body: sentBody });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    answer: await response.json(),
  };
}

const servers = [
  'Express',
  'Express with signatures',
  'Fastify',
  'Fastify with signatures',
  'Yoga',
  'Yoga with signatures',
  'Apollo Server',
];
const refusal = { status: 401, answer: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } };

describe.each(servers)('%s behind the verifier', (name) => {
  it('knows who is calling through the gateway', async () => {
    const bearer = `Bearer ${await gateway.sign()}`;
    expect(await ask(name, bearer)).toEqual({ status: 200, challenge: null, answer: { data: { who: 'user-1' } } });
  });

  it('refuses those who have no token, or one for another source', async () => {
    expect(await ask(name, undefined)).toMatchObject({ ...refusal, challenge: 'Bearer' });
    const forOthers = `Bearer ${await gateway.sign({ aud: 'accounts' })}`;
    expect(await ask(name, forOthers)).toMatchObject({ ...refusal, challenge: 'Bearer error="invalid_token"' });
  });

  it('refuses two Authorization headers', async () => {
    const bearer = `Bearer ${await gateway.sign()}`;
    // Two lines, which fetch would join into one.
    const about = ['host', 'localhost', 'content-type', 'application/json', 'content-length', String(body.length)];
    const headers = [...about, 'authorization', bearer, 'authorization', bearer];
    const status = await new Promise((resolve, reject) => {
      const sent = request(urls.get(name) ?? '', { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end(body);
    });
    expect(status).toBe(401);
  });
});

describe.each(servers.filter((name) => name.endsWith('signatures')))('%s', (name) => {
  it('refuses a body that was not signed', async () => {
    const bearer = `Bearer ${await gateway.sign()}`;
    expect(await ask(name, bearer, '{"query":"{ __typename }"}')).toMatchObject(refusal);
    expect(await ask(name, bearer, ' '.repeat(20) + body)).toMatchObject(refusal);
  });
});

describe('gatewayBodyHook()', () => {
  it('reads no more than it may', async () => {
    const bearer = `Bearer ${await gateway.sign()}`;
    expect(await ask('Fastify with signatures', bearer, 'x'.repeat(100))).toMatchObject({ status: 401 });
    expect(await ask('Fastify with signatures', bearer, 'x'.repeat(101))).toMatchObject({ status: 413 });
  });
});

describe('gatewayHook()', () => {
  it('refuses to check signatures without the body', () => {
    expect(() => gatewayHook(byBoth)).toThrow(TypeError);
  });
});

describe('callerOf()', () => {
  it('knows nobody of a request that was not verified', () => {
    expect(() => callerOf({})).toThrow('the request did not pass a verifier');
  });
});

describe('createGatewayVerifier()', () => {
  it('refuses to check nothing', () => {
    expect(() => createGatewayVerifier({})).toThrow(TypeError);
  });
});
