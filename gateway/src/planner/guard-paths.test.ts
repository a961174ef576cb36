import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

describe('guardPaths()', () => {
  it('has a field wait for what it requires where two ways lead to its object', async () => {
    const { run } = startTestEngine({
      stock: {
        sdl: `
          type Place { id: ID! @shareable }
          type Box @key(fields: "place { id }") {
            place: Place! @shareable weight: Int! name: String @external label: String @requires(fields: "name")
          }
        `,
        resolvers: { Box: { weight: () => 5, label: ({ name }: { name: string }) => `${name}!` } },
      },
      shop: {
        sdl: `
          type Query { thing: Thing }
          interface Thing { id: ID! }
          type Book implements Thing { id: ID! @shareable }
        `,
        resolvers: { Query: { thing: () => ({ __typename: 'Book', id: '1' }) } },
      },
      names: {
        sdl: `
          interface Thing @key(fields: "id") { id: ID! }
          type Book implements Thing @key(fields: "id") { id: ID! }
          type Place { id: ID! @shareable }
          type Box @key(fields: "place { id }") @key(fields: "id") {
            id: ID! place: Place! @shareable owner: String weight: Int! @external name: String @requires(fields: "weight")
          }
        `,
        resolvers: {
          Thing: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Book', id }) },
          Box: {
            place: () => ({ id: 'p' }),
            owner: () => 'me',
            name: ({ weight }: { weight: number }) => `of ${weight}`,
          },
        },
      },
      boxes: {
        sdl: `
          type Thing @key(fields: "id") @interfaceObject { id: ID! box: Box }
          type Box @key(fields: "id") { id: ID! }
        `,
        resolvers: { Thing: { box: () => ({ id: 'b' }) } },
      },
    });
    const { data, errors } = await run('{ thing { box { owner weight label } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ thing: { box: { owner: 'me', weight: 5, label: 'of 5!' } } });
  });
});
