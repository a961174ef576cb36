import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

describe('guardMerging()', () => {
  it('has a plan end where fields of three sources require each other in turn', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { page: Page! }
          type Page @key(fields: "id") { id: ID! }
          type Item @key(fields: "id") { id: ID! best: Int @external weight: Int @requires(fields: "best") }
        `,
        resolvers: {
          Query: { page: () => ({ id: 'p' }) },
          Item: { weight: ({ best }: { best: number }) => best * 10 },
        },
      },
      b: {
        sdl: `
          type Page @key(fields: "id") { id: ID! item: Item! }
          type Item @key(fields: "id") { id: ID! items: Int owner: Int @external best: Int @requires(fields: "owner") }
        `,
        resolvers: {
          Page: { item: () => ({ id: 'i' }) },
          Item: { items: () => 5, best: ({ owner }: { owner: number }) => owner + 1 },
        },
      },
      c: {
        sdl: `
          type Item @key(fields: "id") {
            id: ID! items: Int @external best: Int @external weight: Int @external
            owner: Int size: Int @requires(fields: "items best weight")
          }
        `,
        resolvers: {
          Item: {
            owner: () => 1,
            size: (item: Record<string, number>) => `${item['items']}${item['best']}${item['weight']}`,
          },
        },
      },
    });
    const { data, errors } = await run('{ page { item { weight size } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ page: { item: { weight: 20, size: 5220 } } });
  });
});

const mediaOf = (...media: readonly object[]) =>
  startTestEngine({
    a: {
      sdl: `
        type Query { media: [Media!]! }
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }
        type Film implements Media @key(fields: "id") { id: ID! }
      `,
      resolvers: { Query: { media: () => media } },
    },
    b: {
      sdl: 'type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int price(net: Boolean! = true): Int! }',
      resolvers: { Media: { likes: () => 7, price: () => 9 } },
    },
  });
const book = { __typename: 'Book', id: '1' };
const film = { __typename: 'Film', id: '2' };

describe('withoutSharing()', () => {
  it('has no object asked for what a null of the client may make fail on others', async () => {
    const { run, fetches } = mediaOf(book);
    const query = 'query ($net: Boolean) { media { likes ... on Film { price(net: $net) } } }';
    const { data, errors } = await run(query, { net: null });
    expect(errors).toEqual([]);
    expect(data).toEqual({ media: [{ likes: 7 }] });
    expect(fetches.filter(({ text }) => text.includes('price'))).toEqual([]);
  });

  it('is not needed where no null of the client can make anything fail: all is asked for at once', async () => {
    const { run, fetches } = mediaOf(book, film);
    const query = 'query ($net: Boolean!) { media { likes ... on Film { price(net: $net) } } }';
    const { data } = await run(query, { net: true });
    expect(data).toEqual({ media: [{ likes: 7 }, { likes: 7, price: 9 }] });
    expect(fetches.map(({ source }) => source)).toEqual(['a', 'b']);
  });
});
