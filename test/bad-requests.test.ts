import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGraph, startGraph } from './kit/start-graph.js';

const ran: string[] = [];
let graph: RunningGraph;
let open: RunningGraph;
beforeAll(async () => {
  const definition = {
    sdl: `
      input Filter { first: Int!, tags: [String!] }
      type Query { greeting(name: String!): String! greetings(filter: Filter!): [String!]! }
      type Mutation { greet(name: String!): String! }
    `,
    resolvers: {
      Query: {
        greeting: (_: unknown, { name }: { name: string }) => run(`Hello ${name}`),
        greetings: (_: unknown, { filter }: { filter: { first: number } }) => [run(`Hello ${filter.first}`)],
      },
      Mutation: { greet: (_: unknown, { name }: { name: string }) => run(`Hello ${name}`) },
    },
  };
  graph = await startGraph(definition);
  open = await startGraph({ ...definition, server: { csrf: 'fetch-metadata' } });
});
afterAll(async () => {
  await graph.stop();
  await open.stop();
});
beforeEach(() => {
  ran.length = 0;
});

function run(text: string): string {
  ran.push(text);
  return text;
}

interface RawRequest {
  readonly to?: RunningGraph;
  readonly method?: 'GET' | 'POST';
  /** The query string with `?`. */
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Writes a request to a socket byte for byte, and reads its answer. */
async function send({ to = graph, method = 'POST', search = '', headers = {}, body = '' }: RawRequest) {
  const bytes = Buffer.from(body);
  const lines = Object.entries({
    host: 'test',
    connection: 'close',
    'content-length': String(bytes.length),
    ...headers,
  });
  const head = [`${method} ${to.path}${search} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  const socket = connect(to.port, '127.0.0.1');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const [answerHead = '', answerBody = ''] = text.split('\r\n\r\n');
  return {
    status: Number(answerHead.slice(9, 12)),
    type: /^content-type: (.*)$/im.exec(answerHead)?.[1],
    body: JSON.parse(answerBody) as unknown,
  };
}

const mediaTypes = ['application/graphql-response+json', 'application/json'] as const;
const post = (body: unknown, accept: string) =>
  send({
    headers: { 'content-type': 'application/json', accept },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });

describe.each(mediaTypes)('a request that is not well-formed, answered as %s,', (accept) => {
  const batches = 'Batches are not supported: send each operation as a request of its own';
  const object = 'The request body must be a JSON object such as {"query": "{ __typename }"}';

  it.each([
    [
      'invalid UTF-8',
      Buffer.from('{"query":"{ greeting(name: \\"\xff\\") }"}', 'latin1'),
      'The request body is not UTF-8',
    ],
    ['a cut-off code point', Buffer.from([0x22, 0xe2, 0x82, 0x22]), 'The request body is not UTF-8'],
    ['nothing', '', 'The request body is empty'],
    ['no JSON', '{"query":\n}', 'The request body is not JSON: line 2, column 1 is where it goes wrong'],
    ['a string', '"{ __typename }"', object],
    ['a number', '7', object],
    ['null', 'null', object],
    ['a batch', [{ query: '{ __typename }' }], batches],
    ['an empty batch', [], batches],
    ['no query', { operationName: 'A' }, 'The request has no "query": a string with the text of a GraphQL operation'],
    [
      'a query that is a document',
      { query: { kind: 'Document' } },
      'The parameter "query" must be a string: it is an object',
    ],
    [
      'variables that are JSON text',
      { query: '{ __typename }', variables: '{}' },
      'The parameter "variables" must be an object: it is a string',
    ],
  ])('is 400 for %s, and nothing runs', async (_what, body, message) => {
    expect(await post(body, accept)).toEqual({
      status: 400,
      type: `${accept}; charset=utf-8`,
      body: { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
    });
    expect(ran).toEqual([]);
  });
});

describe('an operation that is not valid', () => {
  const two = 'query A { greeting(name: "a") } query B { greeting(name: "b") }';
  const filtered = 'query F($filter: Filter!) { greetings(filter: $filter) }';

  it.each([
    [
      'text that is no GraphQL',
      { query: '{ greeting(' },
      'GRAPHQL_PARSE_FAILED',
      'Syntax Error: Expected Name, found <EOF>.',
    ],
    [
      'a document without an operation',
      { query: 'fragment F on Query { greeting(name: "a") }' },
      'GRAPHQL_VALIDATION_FAILED',
      'Fragment "F" is never used.',
    ],
    [
      'a field that does not exist',
      { query: '{ greetin(name: "a") }' },
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "greetin" on type "Query". Did you mean "greeting" or "greetings"?',
    ],
    [
      'an operation name that is not in the document',
      { query: two, operationName: 'C' },
      'OPERATION_RESOLUTION_FAILURE',
      'The document has no operation named "C"',
    ],
    [
      'an operation name that every object has',
      { query: two, operationName: '__proto__' },
      'OPERATION_RESOLUTION_FAILURE',
      'The document has no operation named "__proto__"',
    ],
    [
      'several operations and no name',
      { query: two },
      'OPERATION_RESOLUTION_FAILURE',
      'The document has several operations: name the one to run in "operationName"',
    ],
    [
      'a variable that is missing',
      { query: 'query G($name: String!) { greeting(name: $name) }' },
      'BAD_USER_INPUT',
      'Variable "$name" of required type "String!" was not provided.',
    ],
    [
      'a variable of another type',
      { query: 'query G($name: String!) { greeting(name: $name) }', variables: { name: 7 } },
      'BAD_USER_INPUT',
      'Variable "$name" got invalid value 7; String cannot represent a non string value: 7',
    ],
    [
      'a variable with a part of another type',
      { query: filtered, variables: { filter: { first: 1, tags: ['a', null] } } },
      'BAD_USER_INPUT',
      'Variable "$filter" got invalid value null at "filter.tags[1]"; Expected non-nullable type "String!" not to be null.',
    ],
    [
      'a variable with a field that its type does not have',
      { query: filtered, variables: { filter: { first: 1, last: 2 } } },
      'BAD_USER_INPUT',
      'Variable "$filter" got invalid value { first: 1, last: 2 }; Field "last" is not defined by type "Filter".',
    ],
  ])('is 400 for %s, 200 as application/json, and nothing runs', async (_what, body, code, message) => {
    for (const accept of mediaTypes) {
      const answer = await post(body, accept);
      expect(answer).toEqual({
        status: accept === 'application/json' ? 200 : 400,
        type: `${accept}; charset=utf-8`,
        body: { errors: [expect.objectContaining({ message, extensions: { code } })] },
      });
    }
    expect(ran).toEqual([]);
  });
});

describe('a GET', () => {
  const query = encodeURIComponent('query G($name: String!) { greeting(name: $name) }');
  const variables = encodeURIComponent('{"name":"Ada"}');
  const search = `?query=${query}&variables=${variables}&operationName=&extensions=`;
  const answer = { status: 200, type: 'application/json; charset=utf-8', body: { data: { greeting: 'Hello Ada' } } };
  const preflight =
    'A GET needs a header that browsers do not send to other origins unasked, against cross-site request forgery: ' +
    'add "GraphQL-Require-Preflight: true", "Apollo-Require-Preflight: true" or "Content-Type: application/json"';
  const refusal = {
    status: 400,
    type: 'application/json; charset=utf-8',
    body: { errors: [{ message: preflight, extensions: { code: 'BAD_REQUEST' } }] },
  };

  it('runs a query when it has a header that needs a preflight', async () => {
    expect(await send({ method: 'GET', search, headers: { 'graphql-require-preflight': '1' } })).toEqual(answer);
  });

  it('runs nothing when it has none, whatever it accepts', async () => {
    for (const accept of ['*/*', ...mediaTypes]) {
      expect(await send({ method: 'GET', search, headers: { accept } })).toEqual(refusal);
    }
    expect(ran).toEqual([]);
  });

  it('runs a query without one with server.csrf: fetch-metadata, and nothing that a browser sent for another site', async () => {
    expect(await send({ to: open, method: 'GET', search })).toEqual(answer);
    expect(await send({ to: open, method: 'GET', search, headers: { 'sec-fetch-site': 'same-origin' } })).toEqual(
      answer,
    );
    ran.length = 0;
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://other.example' },
    ]) {
      expect(await send({ to: open, method: 'GET', search, headers })).toEqual(refusal);
    }
    expect(ran).toEqual([]);
  });

  it('never runs a mutation: 405', async () => {
    const mutation = `?query=${encodeURIComponent('mutation { greet(name: "Ada") }')}`;
    for (const to of [graph, open]) {
      const headers = { 'graphql-require-preflight': '1' };
      expect(await send({ to, method: 'GET', search: mutation, headers })).toEqual({
        status: 405,
        type: 'application/json; charset=utf-8',
        body: {
          errors: [
            {
              message: 'GET requests only support query operations, not mutation operations',
              extensions: { code: 'BAD_REQUEST' },
            },
          ],
        },
      });
    }
    expect(ran).toEqual([]);
  });

  it.each([
    ['?query=%ff', 'The query string is not percent-encoded UTF-8'],
    ['?query=%7B__typename%7D&query=%7B__typename%7D', 'The parameter "query" is given more than once'],
    ['?query=%7B__typename%7D&variables=%5B%5D', 'The parameter "variables" must be an object: it is a list'],
    ['', 'The request has no "query": a string with the text of a GraphQL operation'],
  ])('of %s is 400', async (given, message) => {
    const headers = { 'graphql-require-preflight': '1' };
    expect(await send({ method: 'GET', search: given, headers })).toEqual({
      status: 400,
      type: 'application/json; charset=utf-8',
      body: { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
    });
  });
});
