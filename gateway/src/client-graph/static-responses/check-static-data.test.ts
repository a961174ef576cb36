import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkStaticData } from './check-static-data.js';

const schema = buildSchema(/* GraphQL */ `
  type Query { a(n: Int!): A! pets: [Pet!] list: [[Int]] on: Boolean! color: Color toString: String }
  type A { id: ID! name: String }
  union Pet = Cat | Dog
  type Cat { lives: Int! }
  type Dog { name: String! }
  enum Color { RED }
`);

function check(query: string, data: unknown): readonly string[] {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return checkStaticData({ schema, document, operation: operation as OperationDefinitionNode, data });
}

describe('checkStaticData()', () => {
  test('finds nothing wrong with an answer to the operation', () => {
    const query =
      'query($n: Int!, $s: Boolean!) { first: a(n: $n) { id ...F } pets { ... on Cat { lives } ... on Dog { name } } list on @skip(if: $s) color __schema { description } } fragment F on A { name }';
    const data = {
      first: { id: '1', name: null },
      pets: [
        { __typename: 'Cat', lives: 9 },
        { __typename: 'Dog', name: 'Rex' },
      ],
      list: [[1, null], null],
      on: true,
      color: 'RED',
    };
    expect(check(query, data)).toEqual([]);
    expect(check(query, { ...data, pets: null, color: null })).toEqual([]);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['{ on }', {}, ['on is missing']],
    ['{ on }', { on: null }, ['on is null, and has the type Boolean!']],
    ['{ on }', { on: 'yes' }, ['on cannot be written: Boolean cannot represent a non boolean value: "yes"']],
    ['{ on @skip(if: true) }', {}, ['on is missing']],
    ['{ on }', { on: true, off: true }, ['The data has "off", which the operation does not select']],
    ['{ on }', [], ['The data is no object, and has the type Query']],
    ['{ toString }', {}, ['toString is missing']],
    ['{ color }', { color: 'BLUE' }, ['color is none of the values of Color']],
    ['{ list }', { list: [1] }, ['list[0] is no list, and has the type [Int]']],
    [
      '{ a(n: 1) { id } }',
      { a: { name: 'x' } },
      ['a.id is missing', 'a has "name", which the operation does not select'],
    ],
    ['{ pets { __typename } }', { pets: [{}] }, ['pets[0] has no "__typename" that is one of Cat, Dog']],
    [
      '{ pets { __typename } }',
      { pets: [{ __typename: 'A' }] },
      ['pets[0] has no "__typename" that is one of Cat, Dog'],
    ],
  ])('says what is wrong: %s with %j', (query, data, problems) => {
    expect(check(query, data)).toEqual(problems);
  });

  test('stops at 20 problems', () => {
    expect(check('{ list }', { list: Array(20).fill(1) })).toHaveLength(20);
    expect(check('{ list }', { list: Array(21).fill(1) })).toHaveLength(20);
  });
});
