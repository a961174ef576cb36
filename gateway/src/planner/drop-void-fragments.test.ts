import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';
import { dropVoidFragments } from './drop-void-fragments.js';

const schema = buildSchema(`
  type Query { found: Found }
  interface Printed { pages: Int }
  type Book implements Printed { pages: Int author: Found }
  type Film { minutes: Int }
  union Found = Book | Film
`);

const drop = (text: string): string =>
  print(dropVoidFragments(parse(text), schema))
    .replace(/\s+/g, ' ')
    .trim();

describe('dropVoidFragments()', () => {
  it('leaves out a fragment that no object can match all the way down', () => {
    expect(drop('{ found { ... on Printed { pages ... on Found { ... on Film { minutes } } } } }')).toBe(
      '{ found { ... on Printed { pages ... on Found { __typename } } } }',
    );
  });

  it('begins anew below a field', () => {
    const text = '{ found { ... on Book { author { ... on Film { minutes } } } } }';
    expect(drop(text)).toBe(text);
  });

  it('makes a copy of a named fragment where it is spread among fewer types', () => {
    expect(
      drop(
        '{ found { ...F ... on Printed { ...F } } } fragment F on Found { ... on Book { pages } ... on Film { minutes } }',
      ),
    ).toBe(
      '{ found { ...F ... on Printed { ...F_0 } } } ' +
        'fragment F on Found { ... on Book { pages } ... on Film { minutes } } ' +
        'fragment F_0 on Found { ... on Book { pages } }',
    );
  });

  it('makes no more of fragments that spread each other many times', () => {
    const layers = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Found { ...F${i + 1} ...F${i + 1} }`);
    const text = `{ found { ...F0 } } ${layers.join(' ')} fragment F40 on Found { __typename }`;
    expect(drop(text)).toHaveLength(parse(text) && print(parse(text)).replace(/\s+/g, ' ').trim().length);
  });

  it('changes nothing without fragments', () => {
    const document = parse('{ found { __typename } }');
    expect(dropVoidFragments(document, schema)).toBe(document);
  });

  it('lets an operation be planned that the library fails on', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { found: Found }
          interface Printed { id: ID! }
          type Book implements Printed { id: ID! }
          type Film { minutes: Int }
          type Person @key(fields: "id") { id: ID! }
          union Found = Book | Film | Person
        `,
        resolvers: { Query: { found: () => ({ __typename: 'Book', id: '1' }) } },
      },
      b: { sdl: 'type Person @key(fields: "id") { id: ID! }' },
    });
    const { data, errors } = await run('{ found { ... on Printed { id ... on Found { ... on Film { minutes } } } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ found: { id: '1' } });
  });
});
