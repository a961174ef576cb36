import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

const entity = { id: '1', price: 2, weight: 3 };
const one = () => entity;

describe('planning over fields that require others', () => {
  it('asks no source for a field that is external there, although it has to come before one of its own', async () => {
    const { run, fetches } = startTestEngine({
      a: {
        sdl: `
          type Query { product: Product }
          type Product @key(fields: "id") { id: ID! price: Int @external quote: Int @requires(fields: "price") }
        `,
        resolvers: { Query: { product: one }, Product: { quote: ({ price }: { price: number }) => price * 10 } },
      },
      b: {
        sdl: `type Product @key(fields: "id") { id: ID! price: Int quote: Int @external weight: Int @requires(fields: "quote") }`,
        resolvers: {
          Product: { price: () => 2, weight: ({ quote }: { quote: number }) => quote + 1 },
        },
      },
    });
    expect((await run('{ product { weight } }')).data).toEqual({ product: { weight: 21 } });
    expect(fetches.map(({ source }) => source)).toEqual(['a', 'b', 'a', 'b']);
    expect(fetches[0]?.text).not.toContain('price');
  });

  it('waits for what a field requires, also where the fetch could go along with an earlier one', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Peer { id: ID! @shareable }
          type Item @key(fields: "sku") @key(fields: "peer { id }") {
            sku: String peer: Peer! label: Item @external kind: Int @external
            name: Int @requires(fields: "label { kind } kind")
          }
        `,
        resolvers: {
          Item: {
            __resolveReference: (item: object) => ({ ...item, sku: '1', peer: { id: 'p' } }),
            name: ({ kind, label }: { kind: number; label: { kind: number } }) => kind + label.kind,
          },
        },
      },
      b: {
        sdl: `
          type Peer { id: ID! @shareable }
          type Item @key(fields: "peer { id }") {
            sku: String @external peer: Peer! label: Item @external name: Int @external
            size: Int @requires(fields: "label { sku name } name")
          }
        `,
        resolvers: {
          Item: { size: ({ name, label }: { name: number; label: { name: number } }) => name * 100 + label.name },
        },
      },
      c: {
        sdl: 'type Query { item: Item } type Item @key(fields: "sku") { sku: String label: Item kind: Int }',
        resolvers: {
          Query: { item: () => ({ sku: '1' }) },
          Item: { label: () => ({ sku: '2' }), kind: ({ sku }: { sku: string }) => Number(sku) },
        },
      },
    });
    const { data, errors } = await run('{ item { size } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ item: { size: 304 } });
  });

  it('does not take fields for asked that stand in fragments which cannot apply', async () => {
    const { run } = startTestEngine({
      a: {
        sdl: `
          type Query { found: [Found] }
          type Crate @key(fields: "id") { id: ID! weight: Int @external postage: Int @requires(fields: "weight") }
          type Letter { words: Int }
          type Card { picture: String }
          union Found = Crate | Letter | Card
        `,
        resolvers: {
          Query: {
            found: () => [
              { __typename: 'Crate', id: '1' },
              { __typename: 'Letter', words: 5 },
            ],
          },
          Crate: { postage: ({ weight }: { weight: number }) => weight * 10 },
        },
      },
      b: {
        sdl: 'type Crate @key(fields: "id") { id: ID! weight: Int }',
        resolvers: { Crate: { weight: () => 2 } },
      },
    });
    const query = `
      { found { ...Parts } }
      fragment Parts on Found { ... on Crate { postage } ... on Letter { words } ... on Card { picture } }
    `;
    expect((await run(query)).data).toEqual({ found: [{ postage: 20 }, { words: 5 }] });
  });
});
