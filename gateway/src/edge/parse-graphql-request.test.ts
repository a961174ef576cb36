import { describe, expect, it } from 'vitest';
import { maxJsonDepth, parseGetSearch } from './parse-graphql-request.js';
import { parsePostBody } from './parse-post-body.js';
import type { Reading } from './refusal.js';

const post = (body: unknown) => parsePostBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const outcome = (reading: Reading<unknown>) => (reading.kind === 'refused' ? reading.refusal.message : 'read');

function nested(levels: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
}

describe('parsePostBody()', () => {
  it('reads a request with its operation name and leaves the body as it is', () => {
    const body = { query: '{ a }', operationName: 'Q', variables: null, extensions: {}, other: 1 };
    expect(post(body)).toEqual({
      kind: 'read',
      value: { kind: 'one', request: { body, search: '', operationName: 'Q' } },
    });
  });

  it('ignores a byte order mark', () => {
    expect(outcome(post('\ufeff{"query":"{ a }"}'))).toBe('read');
  });

  it('reads a request that names a persisted query and has no text', () => {
    expect(outcome(post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }))).toBe('read');
  });

  it.each([
    ['[{"query":"{ a }"}]', 'Batches are not supported: send each operation as a request of its own'],
    ['[]', 'Batches are not supported: send each operation as a request of its own'],
    ['"{ a }"', 'The request body must be a JSON object such as {"query": "{ __typename }"}'],
    ['null', 'The request body must be a JSON object such as {"query": "{ __typename }"}'],
    ['{}', 'The request has no "query": a string with the text of a GraphQL operation'],
    ['{"query":null}', 'The request has no "query": a string with the text of a GraphQL operation'],
    ['{"qeury":"{ a }"}', 'The request has no "query": a string with the text of a GraphQL operation'],
    ['{"__proto__":{"query":"{ a }"}}', 'The request has no "query": a string with the text of a GraphQL operation'],
    ['{"query":7}', 'The parameter "query" must be a string: it is a number'],
    ['{"query":{"kind":"Document"}}', 'The parameter "query" must be a string: it is an object'],
    ['{"query":["{ a }"]}', 'The parameter "query" must be a string: it is a list'],
    ['{"query":"{ a }","operationName":true}', 'The parameter "operationName" must be a string: it is a boolean'],
    ['{"query":"{ a }","variables":"{}"}', 'The parameter "variables" must be an object: it is a string'],
    ['{"query":"{ a }","variables":[7]}', 'The parameter "variables" must be an object: it is a list'],
    ['{"query":"{ a }","extensions":0}', 'The parameter "extensions" must be an object: it is a number'],
  ])('refuses %s', (body, message) => {
    expect(outcome(post(body))).toBe(message);
  });

  it.each(['variables', 'extensions'])('lets %s nest just under and at the limit, and no deeper', (name) => {
    const at = (levels: number) => outcome(post({ query: '{ a }', [name]: nested(levels) }));
    expect(at(maxJsonDepth - 1)).toBe('read');
    expect(at(maxJsonDepth)).toBe('read');
    expect(at(maxJsonDepth + 1)).toBe(`The parameter "${name}" nests deeper than 200 levels`);
  });

  it('refuses a megabyte of nesting without running out of stack', () => {
    const text = `{"query":"{ a }","variables":{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}}`;
    expect(outcome(post(text))).toBe('The request body is nested deeper than 512 levels');
  });
});

describe('parseGetSearch()', () => {
  it('reads a request', () => {
    const search = 'query=%7Ba%7D&operationName=Q&variables=%7B%22x%22%3A1%7D';
    expect(parseGetSearch(search)).toEqual({ kind: 'read', value: { body: undefined, search, operationName: 'Q' } });
  });

  it.each(['operationName=&variables=null&extensions=null', 'variables=&extensions='])(
    'leaves out %s, which is the same as none',
    (none) => {
      expect(parseGetSearch(`query=%7Ba%7D&${none}`)).toEqual({
        kind: 'read',
        value: { body: undefined, search: 'query=%7Ba%7D', operationName: undefined },
      });
    },
  );

  it.each([
    ['', 'The request has no "query": a string with the text of a GraphQL operation'],
    ['query=a&query=b', 'The parameter "query" is given more than once'],
    ['query=a&variables=%7B%7D&variables=%7B%7D', 'The parameter "variables" is given more than once'],
    ['query=a&variables=%7B', 'The parameter "variables" is not JSON: line 1, column 2 is where it goes wrong'],
    ['query=a&variables=7', 'The parameter "variables" must be an object: it is a number'],
    ['query=a&extensions=%5B%5D', 'The parameter "extensions" must be an object: it is a list'],
    ['query=%ff', 'The query string is not percent-encoded UTF-8'],
    ['query=%7', 'The query string is not percent-encoded UTF-8'],
  ])('refuses ?%s', (search, message) => {
    expect(outcome(parseGetSearch(search))).toBe(message);
  });
});
