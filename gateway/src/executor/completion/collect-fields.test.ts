import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../engine.test-kit.js';

/** Of two media, the title of the second one is missing. */
function startLibrary(titleOfBooks: 'String' | 'String!') {
  const titles = new Map([['1', 'Tides']]);
  return startTestEngine({
    a: {
      sdl: 'type Query { media: [Media] } type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int }',
      resolvers: {
        Query: {
          media: () => [
            { id: '1', likes: 3 },
            { id: '2', likes: 4 },
          ],
        },
      },
    },
    b: {
      sdl: `
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: ${titleOfBooks} }
      `,
      resolvers: {
        Media: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Book', id, title: titles.get(id) }) },
      },
    },
  });
}

describe('an object of an interface whose type nobody has told', () => {
  it('is null where its type may allow no null although its interface does', async () => {
    const { data, errors } = await startLibrary('String!').run('{ media { title likes } }');
    expect(data).toEqual({ media: [{ title: 'Tides', likes: 3 }, null] });
    expect(errors).toEqual([
      { message: 'Cannot return null for non-nullable field Book.title.', path: ['media', 1, 'title'] },
    ]);
  });

  it('is completed by its interface where all types of that allow the same nulls', async () => {
    const { data, errors } = await startLibrary('String').run('{ media { title likes } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({
      media: [
        { title: 'Tides', likes: 3 },
        { title: null, likes: 4 },
      ],
    });
  });

  it('is completed by its interface where that is what has the field, without asking for the type', async () => {
    const { run, fetches } = startLibrary('String!');
    expect((await run('{ media { id likes } }')).data).toEqual({
      media: [
        { id: '1', likes: 3 },
        { id: '2', likes: 4 },
      ],
    });
    expect(fetches.map(({ source }) => source)).toEqual(['a']);
  });
});
