import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

describe('keepTypeNames()', () => {
  it('asks no @interfaceObject for a type name, which would take the place of the right one', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { media: Media } type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int }',
        resolvers: { Query: { media: () => ({ id: '1' }) }, Media: { likes: () => 7 } },
      },
      b: {
        sdl: 'interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }',
        resolvers: { Media: { __resolveReference: (media: object) => ({ ...media, __typename: 'Book' }) } },
      },
    });
    const { data, errors } = await run('{ media { ... on Book { likes __typename } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ media: { likes: 7, __typename: 'Book' } });
  });
});
