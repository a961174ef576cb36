import { describe, expect, test } from 'vitest';
import { normalFetch } from './normal-fetch.js';

const entities = (head: string, fields: string) =>
  `query ${head} { _entities(representations: $representations) { ... on Product { ${fields} } } }`;

describe('normalFetch()', () => {
  test('is the same for what differs in its name, its order and the names of its variables', () => {
    const one = normalFetch(entities('A__1($representations: [_Any!]!, $x: Int, $y: Int)', 'b(of: $x) a(to: $y) c'));
    const other = normalFetch(
      entities('B($y: Int, $first: Int, $representations: [_Any!]!)', 'a(to: $first) c b(of: $y)'),
    );
    expect(other.text).toBe(one.text);
    // In the order that the text has them, so that equal values are compared.
    expect(one.variables.filter((name) => name !== 'representations')).toEqual(['y', 'x']);
    expect(other.variables.filter((name) => name !== 'representations')).toEqual(['first', 'y']);
  });

  test.each([
    ['a', 'b'],
    ['a', 'x: a'],
    ['a(n: 1)', 'a(n: 2)'],
    ['a(n: $v)', 'a(n: 1)'],
    ['a { b }', 'a { b c }'],
    ['a(n: $v) b(n: $v)', 'a(n: $v) b(n: $w)'],
    ['a @include(if: $v)', 'a @skip(if: $v)'],
  ])('tells %s from %s', (one, other) => {
    const head = '($representations: [_Any!]!, $v: Int, $w: Int)';
    expect(normalFetch(entities(head, one)).text).not.toBe(normalFetch(entities(head, other)).text);
  });

  test('tells apart variables of other types, and with other defaults', () => {
    const texts = ['$v: Int', '$v: [Int]', '$v: Int = 1', '$v: Int = 2'].map(
      (variable) => normalFetch(`query (${variable}) { a(n: $v) }`).text,
    );
    expect(new Set(texts).size).toBe(texts.length);
  });
});
