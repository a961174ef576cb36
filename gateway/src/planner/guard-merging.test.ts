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
