import { afterEach, describe, expect, it } from 'vitest';
import { startRuledGraph, waysIn } from './operation-rules.test-kit.js';

let graph: Awaited<ReturnType<typeof startRuledGraph>> | undefined;
afterEach(() => graph?.stop());

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@cost", as: "@price" }, "@listSize"])
  type Query {
    a: Query
    b: Query
    leaf: Int
    broken: Int
    items(n: Int): [Item!] @listSize(slicingArguments: ["n"])
  }
  type Item @price(weight: 3) { id: ID }
  type Mutation { set(n: Int): Int }
`;
const items = 'query ($n: Int) { items(n: $n) { id } }';
const refused = { gate: 'limits', rule: 'maxCost', code: 'OPERATION_TOO_EXPENSIVE' };

describe('limits.maxCost', () => {
  it.each(waysIn)('refuses an operation over it, by %s, with both numbers, and runs nothing', async (way) => {
    graph = await startRuledGraph({ sdl, limits: { maxCost: 30 } });
    expect(await graph.send(way, { query: items, variables: { n: 10 } })).toMatchObject({
      data: { items: Array.from({ length: 10 }, () => ({ id: null })) },
    });
    graph.fetches.length = 0;
    const over = await graph.send(way, { query: items, variables: { n: 11 } });
    expect(over).toMatchObject({
      errors: [
        {
          message: 'The operation is over a limit: it costs 33, at most 30 is allowed',
          extensions: { code: 'OPERATION_TOO_EXPENSIVE', limit: 'maxCost', measured: 33, allowed: 30 },
        },
      ],
    });
    expect(over).not.toHaveProperty('data');
    expect(graph.fetches.filter(({ text }) => text.includes('items'))).toEqual([]);
    expect(graph.blocked).toMatchObject([{ ...refused, warnOnly: false }]);
  });

  it('only warns where it is told to', async () => {
    graph = await startRuledGraph({ sdl, limits: { maxCost: 30, warnOnly: ['maxCost'] } });
    expect(await graph.send('POST', { query: items, variables: { n: 11 } })).toMatchObject({ status: 200 });
    expect(graph.blocked).toMatchObject([{ ...refused, warnOnly: true }]);
  });

  it('counts 10 for a mutation unless told otherwise', async () => {
    graph = await startRuledGraph({ sdl, limits: { maxCost: 9 } });
    expect(await graph.send('POST', { query: 'mutation { set }' })).toMatchObject({
      errors: [{ extensions: { measured: 10 } }],
    });
  });

  it('asks for the slicing argument that the schema requires, with the status of what is wrong with a request', async () => {
    graph = await startRuledGraph({ sdl, limits: { maxCost: 30 } });
    expect(await graph.send('POST', { query: items })).toMatchObject({
      status: 400,
      errors: [
        {
          message: 'The field "Query.items" needs exactly one of the arguments "n": it has 0',
          extensions: { code: 'SLICING_ARGUMENT_REQUIRED' },
        },
      ],
    });
  });

  it('asks for no slicing argument where nobody asks for the cost', async () => {
    graph = await startRuledGraph({ sdl });
    expect(await graph.send('POST', { query: items })).not.toMatchObject({
      errors: [{ extensions: { code: 'SLICING_ARGUMENT_REQUIRED' } }],
    });
  });
});

describe('cost.inExtensions', () => {
  const cost = { defaultListSize: 10, mutationWeight: 10, inExtensions: true };

  it('tells what an operation was estimated to cost, and has cost', async () => {
    graph = await startRuledGraph({ cost });
    expect(
      await graph.send('POST', { query: 'query ($n: Int) { items(n: $n) { leaf } }', variables: { n: 3 } }),
    ).toMatchObject({
      data: { items: [{ leaf: 1 }, { leaf: 1 }, { leaf: 1 }] },
      extensions: { cost: { estimated: 10, actual: 3 } },
    });
  });

  it('tells nothing of an operation that was not executed', async () => {
    graph = await startRuledGraph({ cost });
    expect(await graph.send('POST', { query: '{ nope }' })).not.toHaveProperty('extensions');
  });
});
