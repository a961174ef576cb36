import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

const library = {
  a: {
    sdl: `
      type Query { media: [Media] }
      type Media @key(fields: "id") @interfaceObject { id: ID! rank(by: Filter): String note: String tag: String }
      input Filter { low: Int high: Int }
    `,
    resolvers: {
      Query: { media: () => [{ id: 'book' }, { id: 'film' }] },
      Media: {
        rank: ({ id }: { id: string }, { by }: { by?: object }) => `${id} ${JSON.stringify(by)}`,
        note: () => 'a note',
        tag: () => 'a tag',
      },
    },
  },
  b: {
    sdl: `
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! }
      type Film implements Media @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Media: {
        __resolveReference: ({ id }: { id: string }) => ({ __typename: id === 'book' ? 'Book' : 'Film', id }),
      },
    },
  },
};

describe('isolateNames() on types that a source has as one object', () => {
  it('tells fields apart that have one name and other arguments on each type', async () => {
    const { data, errors } = await startTestEngine(library).run(
      '{ media { ... on Book { rank } ... on Film { rank(by: { low: 1, high: 2 }) } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ media: [{ rank: 'book undefined' }, { rank: 'film {"low":1,"high":2}' }] });
  });

  it('tells fields apart that have one alias and are others on each type', async () => {
    const { data, errors } = await startTestEngine(library).run(
      '{ media { ... on Book { x: note } ... on Film { x: tag } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ media: [{ x: 'a note' }, { x: 'a tag' }] });
  });

  it('takes a field for the same when its arguments are written in another order', async () => {
    const { run, fetches } = startTestEngine(library);
    const { data } = await run(
      '{ media { rank(by: { low: 1, high: 2 }) rank(by: { high: 2, low: 1 }) ... on Film { x: tag } ... on Book { x: note } } }',
    );
    expect(data).toEqual({
      media: [
        { rank: 'book {"low":1,"high":2}', x: 'a note' },
        { rank: 'film {"low":1,"high":2}', x: 'a tag' },
      ],
    });
    expect(fetches.flatMap(({ text }) => text.match(/rank/g) ?? [])).toHaveLength(1);
  });
});
