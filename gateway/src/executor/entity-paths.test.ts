import { describe, expect, it } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';

const persons = [
  { id: 'p', boss: { id: 'q' }, name: 'Pia' },
  { id: 'q', boss: { id: 'p' }, name: 'Quin' },
];

describe('references to the same entity', () => {
  it('are all filled, where the first stands alone and a second in two places', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { books: [Book] } type Book @key(fields: "id part", resolvable: false) { id: ID! part: Int }',
        resolvers: { Query: { books: () => ['2', '1', '1'].map((id) => ({ id, part: 0 })) } },
      },
      b: {
        sdl: `
          type Book @key(fields: "id part") { id: ID! part: Int author: Person! }
          type Person @key(fields: "id", resolvable: false) { id: ID! }
        `,
        resolvers: { Book: { author: () => ({ id: 'p' }) } },
      },
      c: {
        sdl: 'type Person @key(fields: "id") { id: ID! boss: Person! name: String! }',
        resolvers: { Person: { __resolveReference: ({ id }: { id: string }) => persons.find((one) => one.id === id) } },
      },
    });
    const { data, errors } = await run('{ books { author { boss { id } name } } }');
    expect(errors).toEqual([]);
    const book = { author: { boss: { id: 'q' }, name: 'Pia' } };
    expect(data).toEqual({ books: [book, book, book] });
  });
});
