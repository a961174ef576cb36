import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startIssuer, type TestIssuer, testAudience } from './auth/auth.test-kit.js';
import { createTestProject, type TestProject } from './commands/project.test-kit.js';
import { type InvalidatedGateway, serveHere } from './invalidation.test-kit.js';

const sdl = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  type Query {
    me(round: Int): User @cacheControl(maxAge: 600, scope: PRIVATE)
    account(round: Int): User @cacheControl(maxAge: 600)
  }
  type User @key(fields: "id") { id: ID! secret: String locker: Locker }
  type Locker @key(fields: "number") { number: ID! }
`;
/** Of the one locker that all have, everybody sees their own things. */
const lockers = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  type Locker @key(fields: "number") @cacheControl(maxAge: 600) {
    number: ID!
    things: String @cacheControl(maxAge: 600, scope: PRIVATE)
    traces: String
  }
`;
const queries = {
  Me: 'query Me($round: Int) { me(round: $round) { id secret locker { things } } }',
  // Nothing says that it is private but the source.
  Account: 'query Account($round: Int) { account(round: $round) { id secret locker { traces } } }',
};
type Name = keyof typeof queries;

let issuer: TestIssuer;
let source: Server;
let project: TestProject;
let gateway: InvalidatedGateway;
let ids: ReadonlyMap<string, string>;
let calls = 0;
const users = ['ada', 'bob'] as const;
const tokens = new Map<string, string>();

interface Asked {
  readonly name: Name;
  readonly round: number;
  readonly headers: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json', accept: 'application/json' };
const post = async (body: unknown, headers: Readonly<Record<string, string>>) =>
  (await fetch(gateway.url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })).json();
const get = async (url: string, headers: Readonly<Record<string, string>>) =>
  (
    await fetch(url, { headers: { accept: 'application/json', 'apollo-require-preflight': 'true', ...headers } })
  ).json();

/** Every way in; each gives all the users that an answer is about. */
const transports: Readonly<Record<string, (asked: Asked) => Promise<readonly unknown[]>>> = {
  POST: async ({ name, round, headers }) => [await post({ query: queries[name], variables: { round } }, headers)],
  GET: async ({ name, round, headers }) => {
    const search = new URLSearchParams({ query: queries[name], variables: JSON.stringify({ round }) });
    return [await get(`${gateway.url}?${search}`, headers)];
  },
  'a batch': ({ name, round, headers }) => {
    const operation = { query: queries[name], variables: { round } };
    return post([operation, operation], headers);
  },
  'a persisted id': async ({ name, round, headers }) => [
    await post({ id: ids.get(name), variables: { round } }, headers),
  ],
  'a persisted id by GET': async ({ name, round, headers }) => {
    const search = new URLSearchParams({ id: ids.get(name) ?? '', variables: JSON.stringify({ round }) });
    return [await get(`${gateway.url}?${search}`, headers)];
  },
  'an endpoint': async ({ name, round, headers }) => {
    const url = new URL(`/api/${name.toLowerCase()}?round=${round}`, gateway.url);
    return [{ data: await get(`${url}`, headers) }];
  },
};

describe.each(['whole answers', 'entities and root fields'])('private data in %s', (keeps) => {
  beforeAll(async () => {
    const ofSources = keeps === 'whole answers' ? '' : ', cache: { entities: true, rootFields: true }';
    calls = 0;
    issuer = await startIssuer();
    for (const user of users) {
      tokens.set(user, await issuer.sign({ sub: user }));
    }
    source = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const token = request.headers.authorization?.replace('Bearer ', '');
      const id = token === undefined ? 'nobody' : decodeJwt(token).sub;
      const query = Buffer.concat(chunks).toString();
      calls += query.includes('secret') || query.includes('_entities') ? 1 : 0;
      await sleep(15);
      const user = { __typename: 'User', id, secret: `of ${id}`, locker: { __typename: 'Locker', number: '1' } };
      response.setHeader('content-type', 'application/json').setHeader('cache-control', 'private, max-age=600');
      const locker = { __typename: 'Locker', things: `of ${id}`, traces: `of ${id}` };
      const data = query.includes('_entities')
        ? { _entities: [locker] }
        : query.includes('account')
          ? { account: user }
          : { me: user };
      response.end(JSON.stringify({ data }));
    }).listen(0, '127.0.0.1');
    await once(source, 'listening');
    const { port } = source.address() as { port: number };
    project = createTestProject({
      'facet.yaml': [
        'server: { port: 0 }',
        'admin: { port: 0 }',
        'log: { level: silent }',
        'clientGraphs: [./bff-shop]',
        'supergraphs: { dir: ./supergraphs }',
        'planner: { threads: 1 }',
        'execution: { shareInFlight: true }',
        `auth: { issuers: { login: { issuer: "${issuer.url}" } } }`,
        'sources:',
        '  each:',
        ...['users', 'lockers'].map(
          (name) =>
            `    ${name}: { schema: ./${name}.graphql, url: "http://127.0.0.1:${port}", identity: { mode: pass }${ofSources} }`,
        ),
        '',
      ].join('\n'),
      'users.graphql': sdl,
      'lockers.graphql': lockers,
      'bff-shop/facet.bff.yaml': [
        'name: shop',
        'owner: team-shop',
        'path: /shop',
        `auth: { anonymous: allow, audience: ["${testAudience}"] }`,
        `cache: { answers: ${keeps === 'whole answers'}, privateClaim: sub }`,
        'batching: { enabled: true, maxOperations: 10 }',
        'operations: { dir: ./operations, app: { name: app, version: 1.0.0 }, manifests: ./manifests }',
        'endpoints: { path: /api }',
        '',
      ].join('\n'),
      'bff-shop/operations/me.graphql': queries.Me,
      'bff-shop/operations/account.graphql': queries.Account,
    });
    for (const command of [['compose'], ['operations', 'build']]) {
      expect(await project.run(...command)).toMatchObject({ exitCode: 0 });
    }
    const manifest = JSON.parse(readFileSync(join(project.folder, 'bff-shop/manifests/app/1.0.0.json'), 'utf8'));
    ids = new Map(manifest.operations.map(({ name, id }: { name: string; id: string }) => [name, id]));
    gateway = await serveHere(project);
  });
  afterAll(async () => {
    await gateway.stop();
    await issuer.stop();
    source.closeAllConnections();
    source.close();
    project.remove();
  });

  describe.each(Object.keys(transports))('over %s', (transport) => {
    test.each(['Me', 'Account'] as const)(
      'of %s are never those of another user, asked at once or one after the other',
      async (name) => {
        const send = transports[transport] as (typeof transports)[string];
        const ask = async (user: string | undefined, round: number): Promise<void> => {
          const headers: Record<string, string> =
            user === undefined ? {} : { authorization: `Bearer ${tokens.get(user)}` };
          const answers = await send({ name, round, headers });
          const id = user ?? 'nobody';
          expect(answers.length).toBeGreaterThan(0);
          for (const answer of answers) {
            const locker = { [name === 'Me' ? 'things' : 'traces']: `of ${id}` };
            expect(answer).toMatchObject({ data: { [name.toLowerCase()]: { id, secret: `of ${id}`, locker } } });
          }
        };
        const round = Object.keys(transports).indexOf(transport);
        const callers = [...users, ...users, undefined, ...users, undefined, ...users];
        const callsBefore = calls;
        // All at once, so that equal queries are under way together; then from the store; then one by one.
        await Promise.all(callers.map((user) => ask(user, round)));
        await Promise.all(callers.toReversed().map((user) => ask(user, round)));
        for (const user of callers) {
          await ask(user, round);
        }
        const asked = callers.length * 3 * (transport === 'a batch' ? 2 : 1);
        const nobody = callers.filter((user) => user === undefined).length * 3 * (transport === 'a batch' ? 2 : 1);
        // Kept and shared, or nothing was shown, with two calls for each that was not; those of nobody in particular never are kept.
        expect(calls - callsBefore).toBeLessThan(2 * ((asked - nobody) / 2 + nobody));
        expect(calls - callsBefore).toBeGreaterThanOrEqual(users.length);
      },
    );
  });
});
