import { describe, expect, it } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';

const id = (value: string) => () => ({ id: value });

describe('what is remembered of an entity', () => {
  it('does not grow by what is later fetched for one of its places', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { first: Book shelf: Shelf }
          type Book @key(fields: "id", resolvable: false) { id: ID! }
          type Shelf @key(fields: "id", resolvable: false) { id: ID! }
        `,
        resolvers: { Query: { first: id('1'), shelf: id('s') } },
      },
      b: {
        sdl: `
          type Book @key(fields: "id") { id: ID! author: Person }
          type Person @key(fields: "id", resolvable: false) { id: ID! }
        `,
        resolvers: { Book: { author: id('p') } },
      },
      c: {
        sdl: 'type Person @key(fields: "id") { id: ID! pets: [Pet!]! boss: Pet teeth: [Pet!]! } type Pet { name: String tag: String }',
        resolvers: {
          Person: {
            pets: () => [
              { name: 'Rex', tag: 'r' },
              { name: 'Tom', tag: 't' },
            ],
            boss: () => null,
            teeth: () => [{ name: 'one', tag: 'o' }],
          },
        },
      },
      d: {
        sdl: 'type Shelf @key(fields: "id") { id: ID! box: Box } type Box @key(fields: "id", resolvable: false) { id: ID! }',
        resolvers: { Shelf: { box: id('b') } },
      },
      e: {
        sdl: 'type Box @key(fields: "id") { id: ID! book: Book } type Book @key(fields: "id", resolvable: false) { id: ID! }',
        resolvers: { Box: { book: id('1') } },
      },
    });
    const { data, errors } = await run(`{
      first { author { x: pets { name } y: pets { name } } }
      shelf { box { book { author { x: boss { name } y: teeth { name } } } } }
    }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      first: { author: { x: [{ name: 'Rex' }, { name: 'Tom' }], y: [{ name: 'Rex' }, { name: 'Tom' }] } },
      shelf: { box: { book: { author: { x: null, y: [{ name: 'one' }] } } } },
    });
  });
});
