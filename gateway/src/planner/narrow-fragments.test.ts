import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';
import { narrowFragments } from './narrow-fragments.js';

const schema = buildSchema(`
  type Query { media: Media }
  interface Media { id: ID! }
  interface Printed { pages: Int }
  type Book implements Media & Printed { id: ID! pages: Int }
  type Film implements Media { id: ID! }
  union Any = Book | Film
`);

function narrow(text: string, interfaceObjects: readonly string[]): string {
  const options = { interfaceObjects: new Set(interfaceObjects), sharedTypes: new Map() };
  return print(narrowFragments(parse(text), schema, options)).replace(/\s+/g, ' ');
}

describe('narrowFragments()', () => {
  it('splits fragments on other interfaces and unions by the types that are both', () => {
    expect(narrow('{ media { ... on Printed { pages } ... on Any { __typename } } }', ['Media'])).toBe(
      '{ media { ... on Book { pages } ... on Book { __typename } ... on Film { __typename } } }',
    );
    expect(narrow('{ media { ...F } } fragment F on Printed { pages }', ['Media'])).toContain(
      'media { ... on Book { pages } }',
    );
  });

  it('leaves out what can no longer apply, and never an empty selection set', () => {
    expect(narrow('{ media { ... on Any { ... on Film { id } } } }', ['Media'])).toBe(
      '{ media { ... on Book { __typename } ... on Film { ... on Film { id } } } }',
    );
  });

  it('changes nothing where no source has an @interfaceObject', () => {
    expect(narrow('{ media { ... on Printed { pages } } }', [])).toBe('{ media { ... on Printed { pages } } }');
  });

  it('lets an operation be planned that the library fails on', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { media: Media } type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int }',
        resolvers: { Query: { media: () => ({ id: '1' }) } },
      },
      b: {
        sdl: `
          interface Media @key(fields: "id") { id: ID! }
          interface Printed { pages: Int }
          type Book implements Media & Printed @key(fields: "id") { id: ID! pages: Int }
        `,
        resolvers: {
          Media: { __resolveReference: (media: object) => ({ ...media, __typename: 'Book' }) },
          Book: { pages: () => 9 },
        },
      },
    });
    expect((await run('{ media { ... on Printed { pages } } }')).data).toEqual({ media: { pages: 9 } });
  });

  it('lets an operation be planned that selects what not all sources of a field know', async () => {
    const books = () => [{ __typename: 'Book', id: '1' }];
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { media: [Media] @shareable }
          type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int }
        `,
        resolvers: { Query: { media: books } },
      },
      b: {
        sdl: `
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! pages: Int }
          type Film implements Media @key(fields: "id") { id: ID! minutes: Int! }
        `,
        resolvers: {
          Media: { __resolveReference: (media: object) => ({ ...media, __typename: 'Book' }) },
          Book: { pages: () => 9 },
        },
      },
      c: {
        sdl: `
          type Query { media: [Media] @shareable }
          interface Media { id: ID! }
          type Book implements Media @key(fields: "id", resolvable: false) { id: ID! }
        `,
        resolvers: { Query: { media: books } },
      },
    });
    const { data, errors } = await run('{ media { ... on Film { minutes } ...F } } fragment F on Film { minutes }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ media: [{}] });
    const all = await run(
      '{ media { ...M } } fragment M on Media { id ... on Film { minutes } ... on Book { pages } }',
    );
    expect(all.data).toEqual({ media: [{ id: '1', pages: 9 }] });
  });
});
