import { describe, expect, it } from 'vitest';
import { checkArtifact } from './check-artifact.js';

const expected = '# made\n\nschema { query: Query }\n\ntype Query {\n  a: Int\n  b: T\n}\n\ntype T {\n  x: Int\n}\n';
const check = (text: string | undefined) => checkArtifact({ file: 'm.graphql', text }, expected);

describe('checkArtifact()', () => {
  it('accepts the same text, with line ends of any kind', () => {
    expect(check(expected)).toBeUndefined();
    expect(check(expected.replaceAll('\n', '\r\n'))).toBeUndefined();
  });

  it('reports a missing file and says what to run', () => {
    expect(check(undefined)).toEqual({
      code: 'ARTIFACT_MISSING',
      message: 'The composed supergraph is missing',
      file: 'm.graphql',
      hint: 'Run: npx facet compose',
    });
  });

  it('names the members and types that differ, at the first line that does', () => {
    expect(check(expected.replace('a: Int', 'a: String').replace('type T {\n  x', 'type U {\n  y'))).toEqual({
      code: 'ARTIFACT_STALE',
      message: 'The composed supergraph is not current: it differs in Query.a, T, U',
      file: 'm.graphql',
      line: 6,
      hint: 'Run: npx facet compose',
    });
  });

  it.each([
    ['only comments differ', expected.replace('# made', '# edited'), 'only its layout, comments or order differ', 1],
    ['directives of a type differ', expected.replace('type T', 'type T @x'), 'it differs in T', 10],
    ['the schema differs', expected.replace('schema', 'schema @x'), 'it differs in schema', 3],
    ['a directive is gone', `${expected}directive @x on FIELD\n`, 'it differs in @x', 13],
    ['a merge is not finished', `${expected}<<<<<<< HEAD\n`, 'the file does not parse as GraphQL', 13],
  ])('says that %s', (_, text, words, line) => {
    expect(check(text)).toMatchObject({ message: `The composed supergraph is not current: ${words}`, line });
  });

  it('counts what is over 8 differing elements', () => {
    const types = Array.from({ length: 10 }, (_, index) => `scalar S${index}`).join('\n');

    expect(check(`${expected}${types}`)?.message).toMatch(/differs in S0, S1, .*, S7 and 2 more$/);
  });
});
