import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';

const fail = (message: string) => () => {
  throw new GraphQLError(message, { extensions: { code: 'BROKEN' } });
};

describe('errors of fetches', () => {
  it('are reported once for a field that two sources answer', async () => {
    const values = { size: () => 1, label: fail('no label') };
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { info: Info @shareable } type Info @shareable { size: Int label: String left: Int }',
        resolvers: { Query: { info: () => ({ left: 1 }) }, Info: values },
      },
      b: {
        sdl: 'type Query { info: Info @shareable } type Info { right: Int }',
        resolvers: { Query: { info: fail('no info') } },
      },
      c: {
        sdl: 'type Query { info: Info @shareable } type Info { far: Int }',
        resolvers: { Query: { info: fail('no info') } },
      },
    });
    const { errors } = await run('{ info { right far } }');
    expect(errors).toEqual([{ message: 'no info', path: ['info'] }]);
  });

  it('account for what else is missing where a null has travelled up to the root', async () => {
    const { run } = startTestEngine({
      a: { sdl: 'type Query { one: Int! two: Int! }', resolvers: { Query: { one: () => 1, two: fail('no two') } } },
    });
    const { data, errors } = await run('{ one two }');
    expect(data).toBeNull();
    expect(errors).toEqual([{ message: 'no two', path: ['two'] }]);
  });

  it('account for what else is missing of an entity, its type among it', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { media: Media } type Media @key(fields: "id") @interfaceObject { id: ID! }',
        resolvers: { Query: { media: () => ({ id: '1' }) } },
      },
      b: {
        sdl: `
          interface Media @key(fields: "id") { id: ID! title: String! }
          type Book implements Media @key(fields: "id") { id: ID! title: String! }
        `,
        resolvers: {
          Media: { __resolveReference: (media: object) => ({ ...media, __typename: 'Book' }) },
          Book: { title: fail('no title') },
        },
      },
    });
    const { data, errors } = await run('{ media { __typename title } }');
    expect(data).toEqual({ media: null });
    expect(errors).toEqual([{ message: 'no title', path: ['media', 'title'] }]);
  });

  it('of hidden fields do not stand at an alias of __typename that has their name', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! weight: Int }',
        resolvers: { Query: { product: () => ({ id: '1' }) }, Product: { weight: fail('no weight') } },
      },
      b: {
        sdl: 'type Product @key(fields: "id") { id: ID! weight: Int @external cost: Int @requires(fields: "weight") }',
        resolvers: { Product: { cost: () => 1 } },
      },
    });
    const { data, errors } = await run('{ product { weight: __typename cost } }');
    expect(data).toEqual({ product: { weight: 'Product', cost: 1 } });
    expect(errors).toEqual([{ message: 'no weight', path: ['product'] }]);
  });

  it('of a field that was asked for on objects of another type only are not reported', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { media: [Media] }
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! }
          type Film implements Media @key(fields: "id") { id: ID! }
        `,
        resolvers: {
          Query: {
            media: () => [
              { __typename: 'Book', id: '1' },
              { __typename: 'Film', id: '2' },
            ],
          },
        },
      },
      b: {
        sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! note: String likes: Int }',
        resolvers: { Media: { note: fail('no note'), likes: () => 3 } },
      },
    });
    const { data, errors } = await run('{ media { ... on Book { note } likes } }');
    expect(data).toEqual({ media: [{ note: null, likes: 3 }, { likes: 3 }] });
    expect(errors).toEqual([{ message: 'no note', path: ['media', 0, 'note'] }]);
  });

  it('are reported for objects whose type only the same fetch tells', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { media: Media } type Media @key(fields: "id") @interfaceObject { id: ID! }',
        resolvers: { Query: { media: () => ({ id: '1' }) } },
      },
      b: {
        sdl: `
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! title: String sequel: Book! }
        `,
        resolvers: {
          Media: { __resolveReference: (media: object) => ({ ...media, __typename: 'Book' }) },
          Book: { title: fail('no title'), sequel: fail('no sequel') },
        },
      },
    });
    const one = await run('{ media { ... on Book { title } } }');
    expect(one.data).toEqual({ media: { title: null } });
    expect(one.errors).toEqual([{ message: 'no title', path: ['media', 'title'] }]);
    const two = await run('{ media { ... on Book { sequel { id } } } }');
    expect(two.data).toEqual({ media: null });
    expect(two.errors).toEqual([{ message: 'no sequel', path: ['media', 'sequel'] }]);
  });

  it('account for what else is missing of an object that another source has answered too', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { list: [Info] @shareable } type Info { size: Int! weight: Int! }',
        resolvers: { Query: { list: () => [{ weight: 1 }] }, Info: { size: fail('no size') } },
      },
      b: {
        sdl: 'type Query { list: [Info] @shareable } type Info { label: String }',
        resolvers: { Query: { list: () => [{ label: 'L' }] } },
      },
    });
    const { data, errors } = await run('{ list { label weight size } }');
    expect(data).toEqual({ list: [null] });
    expect(errors).toEqual([{ message: 'no size', path: ['list', 0, 'size'] }]);
  });

  it('of a field that is required on objects of another type only are not reported', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { media: [Media] }
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") {
            id: ID! note: String @external words: Int @requires(fields: "note")
          }
          type Film implements Media @key(fields: "id") { id: ID! }
        `,
        resolvers: {
          Query: {
            media: () => [
              { __typename: 'Book', id: '1' },
              { __typename: 'Film', id: '2' },
            ],
          },
          Book: { words: () => 1 },
        },
      },
      b: {
        sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! note: String likes: Int }',
        resolvers: { Media: { note: fail('no note'), likes: () => 3 } },
      },
    });
    const { data, errors } = await run('{ media { ... on Book { words } likes } }');
    expect(data).toEqual({ media: [{ words: 1, likes: 3 }, { likes: 3 }] });
    expect(errors).toEqual([{ message: 'no note', path: ['media', 0] }]);
  });

  it('of a field that was asked for on objects of another type are reported where their null takes others away', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { media: [Media] }
          interface Media @key(fields: "id") { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! words: Int }
          type Film implements Media @key(fields: "id") { id: ID! words: Int }
        `,
        resolvers: {
          Query: {
            media: () => [
              { __typename: 'Book', id: '1' },
              { __typename: 'Film', id: '2', words: 7 },
            ],
          },
        },
      },
      b: {
        sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! rank: Int! likes: Int }',
        resolvers: {
          Media: { rank: ({ id }: { id: string }) => (id === '1' ? 1 : fail('no rank')()), likes: () => 3 },
        },
      },
    });
    const lost = await run('{ media { ... on Book { rank } ... on Film { likes } } }');
    expect(lost.data).toEqual({ media: [{ rank: 1 }, { likes: null }] });
    expect(lost.errors).toEqual([{ message: 'no rank', path: ['media', 1] }]);
    const unharmed = await run('{ media { ... on Book { rank } ... on Film { words } } }');
    expect(unharmed.data).toEqual({ media: [{ rank: 1 }, { words: 7 }] });
    expect(unharmed.errors).toEqual([]);
  });

  it('of a field that was asked for below objects of another type only are not reported', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { media: [Media] }
          interface Media @key(fields: "id") { id: ID! title: String }
          type Book implements Media @key(fields: "id") { id: ID! title: String }
          type Film implements Media @key(fields: "id") { id: ID! title: String }
        `,
        resolvers: {
          Query: { media: () => [{ __typename: 'Book', id: '1' }] },
          Media: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Book', id }) },
          Book: { title: fail('no title') },
        },
      },
      b: {
        sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! next: Media }',
        resolvers: { Media: { next: () => ({ id: '2' }) } },
      },
    });
    const { data, errors } = await run('{ media { next { id title } ... on Film { next { other: title } } } }');
    expect(data).toEqual({ media: [{ next: { id: '2', title: null } }] });
    expect(errors).toEqual([{ message: 'no title', path: ['media', 0, 'next', 'title'] }]);
  });
});
