import { describe, expect, it } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';

function start() {
  const calls: string[] = [];
  const engine = startTestEngine({
    a: {
      sdl: `
        type Query { product: Product }
        type Mutation { add: Int! }
        type Product @key(fields: "id") { id: ID! weight: Int name: String }
      `,
      resolvers: {
        Query: { product: () => ({ id: '1', weight: 3, name: 'Table' }) },
        Mutation: { add: () => calls.push('add') },
      },
    },
    b: {
      sdl: `
        type Mutation { drop: Int! }
        type Product @key(fields: "id") {
          id: ID! weight: Int @external sku: String
          shipping: Int! @requires(fields: "weight")
        }
      `,
      resolvers: {
        Mutation: { drop: () => calls.push('drop') },
        Product: {
          sku: () => 'S',
          shipping: () => {
            calls.push('shipping');
            return null;
          },
        },
      },
    },
  });
  return { ...engine, calls };
}

describe('conditions', () => {
  it.each([
    'query ($v: Boolean!) { product { sku shipping @include(if: $v) } }',
    'query ($v: Boolean!) { product { sku ... @include(if: $v) { shipping } } }',
    'query ($v: Boolean!) { product { sku } ...F @include(if: $v) } fragment F on Query { product { shipping } }',
    '{ product { sku ... on Product @skip(if: true) { shipping } } }',
  ])('keep a field that is left out, and what it requires, from those beside it: %s', async (text) => {
    const { run, calls, fetches } = start();
    const { data, errors } = await run(text, { v: false });
    expect(errors).toEqual([]);
    expect(data).toEqual({ product: { sku: 'S' } });
    expect(calls).toEqual([]);
    expect(fetches.some((fetch) => fetch.text.includes('weight'))).toBe(false);
  });

  it('run a mutation once that is selected with and without one', async () => {
    const { run, calls } = start();
    const text = 'mutation ($v: Boolean! = true) { ... @include(if: $v) { add drop } add }';
    expect((await run(text)).data).toEqual({ add: 1, drop: 2 });
    expect(calls).toEqual(['add', 'drop']);
    expect((await run(text, { v: false })).data).toEqual({ add: 3 });
  });

  it('leave an empty object where nothing of it is left', async () => {
    const { run } = start();
    const { text } = await run('query ($v: Boolean!) { product { name @skip(if: $v) } }', { v: true });
    expect(text).toBe('{"product":{}}');
  });

  it('count where they are not known to hold: null and missing variables with defaults', async () => {
    const { run } = start();
    const text = 'query ($v: Boolean = false) { product { id name @include(if: $v) } }';
    expect((await run(text)).data).toEqual({ product: { id: '1' } });
    expect((await run(text, { v: true })).data).toEqual({ product: { id: '1', name: 'Table' } });
  });
});
