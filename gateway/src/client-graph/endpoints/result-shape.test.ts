import { buildSchema, type FragmentDefinitionNode, type OperationDefinitionNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { zooSdl } from './endpoints.test-kit.js';
import { type ResultShape, resultShape } from './result-shape.js';

const schema = buildSchema(zooSdl);

/** `!` after what is never null, `?` after names that an answer need not have. */
function print(shape: ResultShape): string {
  const bang = shape.nullable ? '' : '!';
  switch (shape.kind) {
    case 'leaf':
      return `${shape.type.name}${bang}`;
    case 'list':
      return `[${print(shape.of)}]${bang}`;
    case 'object':
      return `{ ${[...shape.fields].map(([name, field]) => `${name}${field.required ? '' : '?'}: ${print(field.shape)}`).join(', ')} }${bang}`;
    default:
      return shape satisfies never;
  }
}

function shapeOf(text: string): string {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const [operation] = document.definitions.filter(
    (one): one is OperationDefinitionNode => one.kind === 'OperationDefinition',
  );
  if (operation === undefined) {
    throw new TypeError('There is no operation');
  }
  const fragments = document.definitions
    .filter((one): one is FragmentDefinitionNode => one.kind === 'FragmentDefinition')
    .map((fragment) => [fragment.name.value, fragment] as const);
  return print(resultShape(operation, new Map(fragments), schema));
}

describe('resultShape()', () => {
  it('has fields under their names in the answer, lists and nulls as the schema says', () => {
    expect(shapeOf('{ a: animals { id n: name } grid __typename }')).toBe(
      '{ a: [{ id: ID!, n: String }!], grid: [[Int]], __typename: String! }!',
    );
  });

  it('knows that a fragment on what every object is always holds, and one on some types does not', () => {
    expect(shapeOf('{ animals { ...F ... on Dog { size } ... { name } } } fragment F on Animal { id }')).toBe(
      '{ animals: [{ id: ID!, size?: Size, name: String }!] }!',
    );
    expect(
      shapeOf('{ thing(id: 1) { ... on Animal { name } ... on Stone { weight } ... on Thing { __typename } } }'),
    ).toBe('{ thing: { name?: String, weight?: Float!, __typename: String! } }!');
  });

  it('knows that a field of an interface is always there below one of its objects', () => {
    expect(shapeOf('{ thing(id: 1) { ... on Cat { ... on Animal { id } } } }')).toBe('{ thing: { id?: ID! } }!');
  });

  it('counts what is included or skipped by condition as missing, wherever the condition stands', () => {
    expect(
      shapeOf('query ($x: Boolean!) { grid @include(if: $x) big @skip(if: $x) ... @include(if: $x) { text } json }'),
    ).toBe('{ grid?: [[Int]], big?: Long, text?: String, json: JSON }!');
  });

  it('merges what is selected several times, and is sure of what one of them always has', () => {
    expect(shapeOf('query ($x: Boolean!) { animals @include(if: $x) { id } animals { name } }')).toBe(
      '{ animals: [{ id?: ID!, name: String }!] }!',
    );
    expect(shapeOf('query ($x: Boolean!) { animals @include(if: $x) { id } }')).toBe('{ animals?: [{ id: ID! }!] }!');
  });

  it('merges equal names of different types, of which each object has its own', () => {
    expect(shapeOf('{ animals { ... on Cat { f: friends { id } } ... on Dog { g: friends { name } } } }')).toBe(
      '{ animals: [{ f?: [{ id: ID! }], g?: [{ name: String }!]! }!] }!',
    );
  });
});
