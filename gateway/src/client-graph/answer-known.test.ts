import { createHash } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anonymous } from '../auth/identity.js';
import { startTestEngine } from '../executor/engine.test-kit.js';
import { createLogger } from '../telemetry/logger.js';
import { defaultPolicy } from './answering-policy.js';
import type { AnswerContext, ClientAnswer, ClientGraph, ClientRequest } from './client-graph.js';
import { startClientGraph } from './start-client-graph.js';

const sdl = `
  type Query { a: Int same(n: Int!): Int items: [Item] broken: Int! fails: Int teapot: Int }
  type Mutation { set(n: Int): Int }
  type Item { broken: Int }
`;
const fail = (message: string, extensions = {}) => {
  throw new GraphQLError(message, { extensions });
};
const resolvers = {
  Query: {
    a: () => 1,
    same: (_: unknown, { n }: { n: number }) => n,
    items: () => Array.from({ length: 5 }, () => ({})),
    broken: () => null,
    fails: () => fail('down', { code: 'DOWN' }),
    teapot: () => fail('hot', { code: 'HOT', http: { status: 418 } }),
  },
  Item: { broken: () => fail('cracked', { code: 'CRACKED' }) },
  Mutation: { set: (_: unknown, { n }: { n: number }) => n },
};

let graph: ClientGraph;
const { engine } = startTestEngine({ own: { sdl, resolvers } });
const pipeline = vi.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
beforeEach(async () => {
  const standard = defaultPolicy();
  graph = await startClientGraph({
    name: 'shop',
    path: '/shop',
    corsOrigins: [],
    engine,
    validationRules: [],
    policy: {
      ...standard,
      limits: { ...standard.limits, maxErrors: 2, maxListItems: 3, maxCost: 100 },
      cost: { defaultListSize: 10, mutationWeight: 10, inExtensions: true },
    },
    log: createLogger({ level: 'silent', format: 'json' }),
  });
});
afterEach(async () => {
  pipeline.mockClear();
  await graph.stop();
});

type Asked = Partial<ClientRequest> & { readonly mediaType?: string; readonly context?: Partial<AnswerContext> };

async function ask({ mediaType = 'application/graphql-response+json', context, ...sent }: Asked) {
  const told: unknown[] = [];
  const method = sent.body === undefined ? 'GET' : 'POST';
  const headers = new Map([['accept', mediaType]]);
  headers.set(
    ...((method === 'GET' ? ['apollo-require-preflight', '1'] : ['content-type', 'application/json']) as [
      string,
      string,
    ]),
  );
  const answer = await graph.answer(
    { method, headers, search: '', body: undefined, ...sent },
    {
      correlationId: 'c-1',
      identity: anonymous,
      signal: new AbortController().signal,
      onOperation: (operation) => void told.push(operation),
      onBlocked: (blocked) => void told.push(blocked),
      ...context,
    },
  );
  return { ...shown(answer), told };
}

const shown = ({ status, headers, body }: ClientAnswer) => ({
  status,
  headers: Object.fromEntries([...headers].filter(([name]) => name !== 'content-length')),
  body: String(body).replace(/"errorId":"[^"]*"/g, '"errorId":"…"'),
});

const search = (query: string, more: Record<string, string> = {}) => new URLSearchParams({ query, ...more }).toString();

const same = 'query Same($n: Int!) { same(n: $n) }';

test.each<[string, Asked]>([
  ['data', { body: { query: '{ a }' } }],
  ['data as application/json', { body: { query: '{ a }' }, mediaType: 'application/json' }],
  ['data for a GET', { search: search('query A($n: Int!) { same(n: $n) }', { variables: '{"n":2}' }) }],
  ['one of several operations', { body: { query: 'query A { a } query B { same(n: 1) }', operationName: 'B' } }],
  ['a mutation', { body: { query: 'mutation { set(n: 1) }' } }],
  ['null for data', { body: { query: '{ broken }' } }],
  ['the error of a source', { body: { query: '{ a fails }' } }],
  ['an error that names a status', { body: { query: '{ a teapot }' } }],
  ['more errors than are told', { body: { query: '{ items { broken } }' } }],
  [
    'an operation that costs too much',
    { body: { query: `{ ${Array.from({ length: 11 }, (_, i) => `i${i}: items { broken }`).join(' ')} }` } },
  ],
  [
    'what a gate refuses',
    { body: { query: '{ a }' }, context: { admitResolved: () => ({ code: 'RATE_LIMITED', message: 'Too many' }) } },
  ],
  [
    'what goes wrong in a gate',
    { body: { query: '{ a }' }, context: { admitResolved: () => Promise.reject(new Error('secret')) } },
  ],
  ['variables that do not fit', { body: { query: same, variables: { n: 'x' } } }],
  ['variables that are missing', { body: { query: same } }],
  ['variables over a limit', { body: { query: same, variables: { n: [1, 2, 3, 4] } } }],
  ['introspection by who may not', { body: { query: '{ __schema { __typename } }' } }],
])('a valid document is answered as by the pipeline, without it: %s', async (_name, asked) => {
  const first = await ask(asked);
  const again = await ask(asked);
  expect(pipeline).not.toHaveBeenCalled();
  const piped = await ask(throughPipeline(asked));
  expect(pipeline).toHaveBeenCalledTimes(1);
  expect(first).toEqual(piped);
  expect(again).toEqual(piped);
});

/** The same, with the hash that its text is registered by: that is for the pipeline to do. */
function throughPipeline({ body, search: sent, ...asked }: Asked): Asked {
  const registering = (query: unknown) => ({
    persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(String(query)).digest('hex') },
  });
  if (body === undefined) {
    const parameters = new URLSearchParams(sent);
    parameters.set('extensions', JSON.stringify(registering(parameters.get('query'))));
    return { ...asked, search: String(parameters) };
  }
  const given = body as Readonly<Record<string, unknown>>;
  return { ...asked, body: { ...given, extensions: registering(given['query']) } };
}

test.each<[string, Asked]>([
  ['a mutation by GET', { search: search('mutation { set(n: 1) }') }],
  ['a name that no operation has', { body: { query: 'query A { a }', operationName: 'B' } }],
  ['no name where there are several operations', { body: { query: 'query A { a } query B { a }' } }],
  ['a document that is not valid', { body: { query: '{ a { b } }' } }],
  ['a document that does not parse', { body: { query: '{ a' } }],
  [
    'a text that is registered',
    { body: { query: '{ a }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } } },
  ],
])('what is wrong with a request for a known document is for the pipeline to say: %s', async (_name, asked) => {
  for (const body of [
    { query: '{ a }' },
    { query: 'query A { a }' },
    { query: 'query A { a } query B { a }', operationName: 'A' },
    { query: 'mutation { set(n: 1) }' },
  ]) {
    await ask({ body });
  }
  pipeline.mockClear();
  const { status } = await ask(asked);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(pipeline).toHaveBeenCalledTimes(1);
});
