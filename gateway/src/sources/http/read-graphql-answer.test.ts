import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGraphQLAnswer } from './read-graphql-answer.js';

const read = (body: Buffer, headers: Readonly<Record<string, string>> = {}) =>
  readGraphQLAnswer(
    { status: 200, headers: new Map(Object.entries({ 'content-type': 'application/json', ...headers })), body },
    'products',
  );

/** All strings in a value, names of members among them. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.entries(value).flat().flatMap(stringsIn) : [];
}

const needsNoEscape = /^[ !#-[\]-\x7f]*$/;

describe('readGraphQLAnswer', () => {
  it('reads any data, and calls it plain when and only when its text has neither escapes nor more than ASCII', () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue({ stringUnit: 'binary' }), { noNullPrototype: true });
    const ascii = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(fc.oneof(data, ascii), (value) => {
        const text = JSON.stringify({ data: value });
        const answer = read(Buffer.from(text));
        expect(answer.data).toEqual(JSON.parse(text).data);
        const isPlain = stringsIn(value).every((string) => needsNoEscape.test(string));
        expect(answer.plainData).toBe(isPlain ? answer.data : undefined);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['an escape of an ordinary letter', '{"data":{"a":"\\u0041"}}'],
    ['an escaped slash', '{"data":{"a":"\\/"}}'],
    ['a letter of Latin-1', '{"data":{"a":"\u00e9"}}'],
    ['an escape outside of the data', '{"data":{"a":"b"},"extensions":{"a":"\\n"}}'],
  ])('does not call data plain that came with %s', (_, text) => {
    const answer = read(Buffer.from(text));
    expect(answer.data).toEqual(JSON.parse(text).data);
    expect(answer.plainData).toBeUndefined();
  });

  it.each(['{"data":null}', '{"errors":[]}'])('calls nothing plain where there is no data: %s', (text) => {
    expect(read(Buffer.from(text)).plainData).toBeUndefined();
  });

  it.each([
    ['is not UTF-8', Buffer.from('{"data":{"a":"\u00e9"}}', 'latin1'), 'with a body that is not UTF-8'],
    ['is not JSON', Buffer.from('{"data":{"a":"\n"}}'), 'with a body that is not JSON'],
    ['is empty', Buffer.alloc(0), 'with a body that is not JSON'],
    ['is no object', Buffer.from('[]'), 'with JSON that is not a GraphQL response'],
  ])('refuses a body that %s', (_, body, problem) => {
    expect(() => read(body)).toThrow(`Cannot use the answer of source "products": status 200 ${problem}`);
  });

  it('passes on what the source says of keeping the answer, even if it says nothing', () => {
    expect(read(Buffer.from('{"data":{}}'), { 'cache-control': '' }).cacheControl).toBe('');
    expect(read(Buffer.from('{"data":{}}')).cacheControl).toBeUndefined();
  });
});
