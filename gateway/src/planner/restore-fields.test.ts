import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../executor/engine.test-kit.js';

const a = {
  sdl: `
    type Query { product: Product }
    type Product @key(fields: "id") { id: ID! price(currency: String = "EUR"): String stock: Int }
  `,
  resolvers: {
    Query: { product: () => ({ id: '1' }) },
    Product: { price: (_: unknown, { currency }: { currency: string }) => currency },
  },
};

describe('restoreFields()', () => {
  it('tells a field that is required without its arguments from the same one required with them', async () => {
    const echo = ({ price }: { price: string }) => price;
    const { run } = startTestEngine({
      a,
      b: {
        sdl: `
          type Product @key(fields: "id") {
            id: ID! price(currency: String = "EUR"): String @external
            plain: String @requires(fields: "price")
            foreign: String @requires(fields: "price(currency: \\"USD\\")")
          }
        `,
        resolvers: { Product: { plain: echo, foreign: echo } },
      },
    });
    const { data } = await run('{ product { plain foreign price(currency: "GBP") own: price } }');
    expect(data).toEqual({ product: { plain: 'EUR', foreign: 'USD', price: 'GBP', own: 'EUR' } });
  });

  it('declares in each part of a split fetch the variables that it uses, and no others', async () => {
    const { run, fetches } = startTestEngine({
      a,
      b: {
        sdl: `
          type Product @key(fields: "id") {
            id: ID! price(currency: String = "EUR"): String @external
            one(add: Int): String @requires(fields: "price(currency: \\"CHF\\")")
            two: String @requires(fields: "price(currency: \\"USD\\")")
          }
        `,
        resolvers: {
          Product: {
            one: ({ price }: { price: string }, { add }: { add: number }) => price + add,
            two: ({ price }: { price: string }) => price,
          },
        },
      },
    });
    const { data } = await run('query ($n: Int) { product { one(add: $n) two } }', { n: 5 });
    expect(data).toEqual({ product: { one: 'CHF5', two: 'USD' } });
    const texts = fetches.flatMap(({ source, text }) => (source === 'b' ? [text] : []));
    expect(texts).toHaveLength(2);
    expect(texts.filter((text) => text.includes('$n')).every((text) => text.includes('one'))).toBe(true);
    expect(fetches.filter(({ variables }) => 'n' in variables)).toHaveLength(1);
  });

  it('gives a field that is required with arguments what it requires with arguments in its turn', async () => {
    const { run } = startTestEngine({
      a,
      b: {
        sdl: `
          type Product @key(fields: "id") {
            id: ID! price(currency: String = "EUR"): String @external
            one(loud: Boolean): String @requires(fields: "price(currency: \\"CHF\\")")
            two: String @requires(fields: "price(currency: \\"USD\\")")
          }
        `,
        resolvers: {
          Product: {
            one: ({ price }: { price: string }, { loud }: { loud: boolean }) => (loud ? `${price}!` : price),
            two: ({ price }: { price: string }) => price,
          },
        },
      },
      c: {
        sdl: `
          type Product @key(fields: "id") {
            id: ID! one(loud: Boolean): String @external two: String @external
            both: String @requires(fields: "one(loud: true) two")
          }
        `,
        resolvers: { Product: { both: ({ one, two }: { one: string; two: string }) => one + two } },
      },
    });
    const { data, errors } = await run('{ product { both } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ product: { both: 'CHF!USD' } });
  });
});
