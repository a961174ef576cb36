import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

function startCounting() {
  const calls: string[] = [];
  const note = (name: string) => () => {
    calls.push(name);
    return { id: name };
  };
  const engine = startTestEngine({
    a: {
      sdl: `
        type Query { x: Int }
        type Mutation { plain: Plain media: Media third: Plain }
        type Plain { id: ID! @shareable }
        type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int }
      `,
      resolvers: { Mutation: { plain: note('plain'), media: note('media'), third: note('third') } },
    },
    b: {
      sdl: `
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String }
      `,
      resolvers: { Media: { __resolveReference: (media: object) => ({ ...media, __typename: 'Book', title: 'T' }) } },
    },
  });
  return { calls, run: engine.run };
}

describe('orderMutations()', () => {
  it.each([
    'mutation { ...F } fragment F on Mutation { third { id } media { title } plain { id } }',
    'mutation { third { id } ... on Mutation { media { title } plain { id } } }',
    'mutation { third { id } ... { ... { media { title } } plain { id } } media { id } }',
  ])('runs mutations in the order of the operation: %s', async (text) => {
    const { calls, run } = startCounting();
    const { data } = await run(text);
    expect(calls).toEqual(['third', 'media', 'plain']);
    expect(Object.keys(data as object)).toEqual(['third', 'media', 'plain']);
  });

  it.each([
    'mutation { ... on Mutation { first } second { id } ... on Mutation { third: first } }',
    'mutation { first ...F third: first } fragment F on Mutation { second { id } ...G } fragment G on Mutation { first }',
  ])('runs what several sources have to do in the order of the operation: %s', async (text) => {
    const calls: string[] = [];
    const { run } = startTestEngine({
      a: {
        sdl: 'type Query { x: Int } type Mutation { first: Int }',
        resolvers: { Mutation: { first: () => calls.push('first') } },
      },
      b: {
        sdl: 'type Mutation { second: Second } type Second { id: ID }',
        resolvers: { Mutation: { second: () => ({ id: calls.push('second') }) } },
      },
    });
    const { data } = await run(text);
    expect(calls).toEqual(['first', 'second', 'first']);
    expect(data).toEqual({ first: 1, second: { id: '2' }, third: 3 });
  });
});
