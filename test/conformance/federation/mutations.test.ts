import { expect, it } from 'vitest';
import { askedOf } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import { clientError, type Federation, startFederation, type TestSubgraphs } from './kit/start-federation.js';

/** A till that three sources work at; what each did is kept in order. */
function till(): { readonly subgraphs: TestSubgraphs; readonly done: string[] } {
  const done: string[] = [];
  let total = 0;
  const step = async (what: string, change: (before: number) => number): Promise<number> => {
    // Later ones must not overtake: the first takes the longest.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 15 - 5 * done.length)));
    total = change(total);
    done.push(what);
    return total;
  };
  const subgraphs: TestSubgraphs = {
    sums: {
      sdl: 'type Query { total: Int } type Mutation { add(n: Int!): Int! fail(n: Int!): Int }',
      resolvers: {
        Query: { total: () => total },
        Mutation: {
          add: (_: unknown, { n }: { n: number }) => step(`add ${n}`, (before) => before + n),
          fail: () => {
            done.push('fail');
            throw clientError('out of paper', 'OUT_OF_PAPER');
          },
        },
      },
    },
    products: {
      sdl: `
        type Mutation { times(n: Int!): Int! sell(item: ItemInput!): Item! rename(name: String!): Tag! @shareable }
        type Query { item(id: ID!): Item! items: [Item!]! }
        input ItemInput { name: String! price: Float! }
        type Item @key(fields: "id") { id: ID! name: String! price: Float! }
        type Tag @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Mutation: {
          times: (_: unknown, { n }: { n: number }) => step(`times ${n}`, (before) => before * n),
          sell: (_: unknown, { item }: { item: Row }) => {
            done.push('sell');
            return { id: 'new', ...item };
          },
          rename: (_: unknown, { name }: Row) => {
            done.push('rename in products');
            return { id: `tag ${name}` };
          },
        },
        Query: { item: (_: unknown, { id }: Row) => ({ id, name: 'Pen', price: 0 }), items: () => [] },
        Item: { __resolveReference: ({ id }: Row) => ({ id, name: 'Pen', price: 0 }) },
        Tag: { __resolveReference: referenceAmong([]) },
      },
    },
    labels: {
      sdl: `
        type Item @key(fields: "id") { id: ID! price: Float! @external dear: Boolean! @requires(fields: "price") there: Boolean! }
        type Mutation { clear: Int! rename(name: String!): Tag! @shareable }
        type Tag @key(fields: "id") { id: ID! name: String! }
      `,
      resolvers: {
        Item: { dear: ({ price }: { price: number }) => price > 100, there: () => true },
        Mutation: {
          clear: () => step('clear', () => 0),
          rename: (_: unknown, { name }: Row) => {
            done.push('rename in labels');
            return { id: `tag ${name}`, name };
          },
        },
        Tag: { __resolveReference: ({ id }: { id: string }) => ({ id, name: id.slice(4) }) },
      },
    },
  };
  return { subgraphs, done };
}

async function open(): Promise<Federation & { readonly done: string[] }> {
  const { subgraphs, done } = till();
  return { ...(await startFederation(subgraphs)), done };
}

it('FED-MUTATIONS-01 fields of several sources are executed one after the other, in the order of the operation', async () => {
  const { run, done } = await open();
  const { answer, fetches } = await run('mutation { a: add(n: 5) b: times(n: 2) c: add(n: 2) d: clear }');
  expect(answer, section.serial).toEqual({ data: { a: 5, b: 10, c: 12, d: 0 } });
  expect(done).toEqual(['add 5', 'times 2', 'add 2', 'clear']);
  expect(askedOf(fetches)).toEqual({ sums: ['mutation', 'mutation'], products: ['mutation'], labels: ['mutation'] });
});

it('FED-MUTATIONS-02 neighbouring fields of one source are sent to it together, in order', async () => {
  const { run, done } = await open();
  const { answer, fetches } = await run('mutation { add(n: 1) again: add(n: 2) third: add(n: 3) }');
  expect(answer, section.serial).toEqual({ data: { add: 1, again: 3, third: 6 } });
  expect(done).toEqual(['add 1', 'add 2', 'add 3']);
  expect(askedOf(fetches)).toEqual({ sums: ['mutation'] });
});

it('FED-MUTATIONS-03 what a mutation answers is joined with other sources by queries', async () => {
  const { run, done } = await open();
  const { answer, fetches } = await run(
    'mutation ($item: ItemInput!) { sell(item: $item) { name price dear there } }',
    { variables: { item: { name: 'Desk', price: 199.5 } } },
  );
  expect(answer, section.contributeFields).toEqual({
    data: { sell: { name: 'Desk', price: 199.5, dear: true, there: true } },
  });
  expect(done).toEqual(['sell']);
  expect(askedOf(fetches)).toEqual({
    products: ['mutation'],
    labels: [[{ __typename: 'Item', id: 'new', price: 199.5 }]],
  });
});

it('FED-MUTATIONS-04 a mutation field that sources share is executed in one of them only', async () => {
  const { run, done } = await open();
  const { answer } = await run('mutation { rename(name: "x") { id name } }');
  expect(answer, section.shareable).toEqual({ data: { rename: { id: 'tag x', name: 'x' } } });
  expect(done).toHaveLength(1);
});

it('FED-MUTATIONS-05 a field that fails does not stop those after it', async () => {
  const { run, done } = await open();
  const { answer } = await run('mutation { a: add(n: 1) fail(n: 1) b: times(n: 3) }');
  expect(answer, section.fieldErrors).toEqual({
    data: { a: 1, fail: null, b: 3 },
    errors: [{ message: 'out of paper', path: ['fail'], code: 'OUT_OF_PAPER' }],
  });
  expect(done).toEqual(['add 1', 'fail', 'times 3']);
});

it('FED-MUTATIONS-06 a field that is skipped is not executed', async () => {
  const { run, done } = await open();
  const { answer } = await run('mutation ($no: Boolean = false) { add(n: 1) clear @include(if: $no) b: times(n: 2) }');
  expect(answer, section.include).toEqual({ data: { add: 1, b: 2 } });
  expect(done).toEqual(['add 1', 'times 2']);
});

it('FED-MUTATIONS-07 a query of the same graph executes no mutation', async () => {
  const { run, done } = await open();
  const { answer } = await run('{ item(id: "1") { id name price dear there } total }');
  expect(answer, section.requires).toEqual({
    data: { item: { id: '1', name: 'Pen', price: 0, dear: false, there: true }, total: 0 },
  });
  expect(done).toEqual([]);
});

it('FED-MUTATIONS-08 of several operations in a document only the named one is executed', async () => {
  const { run, done } = await open();
  const { answer } = await run('mutation A { add(n: 1) } mutation B { times(n: 1) }', { operationName: 'B' });
  expect(answer, section.serial).toEqual({ data: { times: 0 } });
  expect(done).toEqual(['times 1']);
});
