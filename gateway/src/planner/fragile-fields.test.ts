import { buildSchema, type FieldNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { findFragileFields } from './fragile-fields.js';

const schema = buildSchema(/* GraphQL */ `
  type Query { item(first: Int! = 1, where: Filter): Item!, other: Item }
  input Filter { min: Int! = 0 }
  type Item { id: ID!, name(exact: Boolean! = true, as: String): String!, item: Item }
`);

const fragile = (text: string): readonly string[] =>
  [...findFragileFields(parse(text, { noLocation: true }), schema)].map(({ name }: FieldNode) => name.value);

test('fields around an argument that takes no null and gets a variable that may be null are fragile', () => {
  expect(fragile('query ($v: Boolean) { item { item { id name(exact: $v) } } other { id } }')).toEqual([
    'item',
    'item',
    'name',
  ]);
});

test('so are those around an input field of that kind, and around fragments with such a field, in whatever order they stand', () => {
  expect(fragile('query ($v: Int) { item(where: { min: $v }) { id } other { id } }')).toEqual(['item']);
  const fragments =
    'fragment A on Item { item { ...B } } fragment B on Item { name(exact: $v) } fragment C on Item { id }';
  expect([...fragile(`${fragments} query ($v: Boolean = true) { item { ...A } other { ...C } }`)].sort()).toEqual([
    'item',
    'item',
    'name',
  ]);
});

test('a variable that cannot be null, an argument that may be, and a directive make nothing fragile', () => {
  expect(fragile('query ($v: Boolean!) { item { name(exact: $v) } }')).toEqual([]);
  expect(fragile('query ($v: String) { item { name(as: $v) } }')).toEqual([]);
  expect(fragile('query ($v: Boolean = true) { item { id @include(if: $v) } }')).toEqual([]);
});
