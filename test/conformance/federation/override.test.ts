import { describe, expect, it } from 'vitest';
import { askedOf, describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import { startFederation, type TestSubgraphs } from './kit/start-federation.js';

/** A news feed that is being moved from the old system to the new one. */
function news(from: string): TestSubgraphs {
  return {
    old: {
      sdl: `
        type Query { feed: [Story] @shareable oldFeed: [Story] }
        type Story @key(fields: "id") { id: ID! written: String! @shareable }
      `,
      resolvers: {
        Query: {
          feed: () => [
            { id: '1', written: 'by old' },
            { id: '2', written: 'by old' },
          ],
          oldFeed: () => [{ id: '2', written: 'by old' }],
        },
        Story: { __resolveReference: ({ id }: Row) => ({ id, written: 'by old' }) },
      },
    },
    new: {
      sdl: `
        type Query { feed: [Story] @shareable newFeed: [Story] }
        type Story @key(fields: "id") { id: ID! written: String! @override(from: "${from}") @shareable }
      `,
      resolvers: {
        Query: {
          feed: () => [
            { id: '1', written: 'by new' },
            { id: '2', written: 'by new' },
          ],
          newFeed: () => [{ id: '1', written: 'by new' }],
        },
        Story: { __resolveReference: ({ id }: Row) => ({ id, written: 'by new' }) },
      },
    },
  };
}
const moved = news('old');

/** A name that moved, while two sources go on requiring it. */
const people: TestSubgraphs = {
  greeter: {
    sdl: `
      type Query { first: Person }
      type Person @key(fields: "id") { id: ID! name: String! @external greeting: String! @requires(fields: "name") }
    `,
    resolvers: {
      Query: { first: () => ({ id: '1' }) },
      Person: { greeting: ({ name }: Row) => `Hello ${name}` },
    },
  },
  registry: {
    sdl: `
      type Query { second: Person }
      type Person @key(fields: "id") { id: ID! name: String! @override(from: "legacy") }
    `,
    resolvers: {
      Query: { second: () => ({ id: '2', name: 'name of 2' }) },
      Person: { __resolveReference: ({ id }: Row) => ({ id, name: `name of ${id}` }) },
    },
  },
  legacy: {
    sdl: `
      type Query { third: Person }
      type Person @key(fields: "id") { id: ID! name: String! @external farewell: String! @requires(fields: "name") }
    `,
    resolvers: {
      Query: { third: () => ({ id: '3' }) },
      Person: { farewell: ({ name }: Row) => `Bye ${name}` },
    },
  },
};

/** Fields of types behind interfaces that moved. */
const pictures: TestSubgraphs = {
  album: {
    sdl: `
      type Query { recent: [Entry] }
      interface Entry { id: ID! taken: String! }
      type Photo implements Entry @key(fields: "id") { id: ID! taken: String! }
    `,
    resolvers: {
      Query: {
        recent: () => [
          { __typename: 'Photo', id: 'a', taken: 'wrong' },
          { __typename: 'Photo', id: 'b', taken: 'wrong' },
        ],
      },
      Photo: { __resolveReference: ({ id }: Row) => ({ id }) },
    },
  },
  camera: {
    sdl: `
      type Query { roll: [Shot] }
      interface Entry { id: ID! taken: String! }
      type Text implements Entry @key(fields: "id") { id: ID! taken: String! body: String! }
      interface Shot { id: ID! taken: String! }
      type Photo implements Shot @key(fields: "id") { id: ID! taken: String! @override(from: "album") }
    `,
    resolvers: {
      Query: { roll: () => [{ __typename: 'Photo', id: 'b', taken: 'at b' }] },
      Photo: { __resolveReference: ({ id }: Row) => ({ id, taken: `at ${id}` }) },
      Text: { __resolveReference: referenceAmong([]) },
    },
  },
};

describeCases('@override', [
  {
    id: 'FED-OVERRIDE-01',
    rule: 'an overridden field comes from the source that overrides it, wherever the entity was found',
    section: section.override,
    subgraphs: moved,
    query: '{ oldFeed { written } newFeed { written } }',
    answer: { data: { oldFeed: [{ written: 'by new' }], newFeed: [{ written: 'by new' }] } },
    asked: { old: ['query'], new: ['query', [{ __typename: 'Story', id: '2' }]] },
  },
  {
    id: 'FED-OVERRIDE-02',
    rule: 'of two shared root fields, the one that leads to the overriding field is taken',
    section: section.override,
    subgraphs: moved,
    query: '{ feed { written } }',
    answer: { data: { feed: [{ written: 'by new' }, { written: 'by new' }] } },
    asked: { new: ['query'] },
  },
  {
    id: 'FED-OVERRIDE-03',
    rule: 'overriding a source that does not exist changes nothing: the field is shared by those that have it',
    section: section.migrateFields,
    subgraphs: news('retired'),
    query: '{ oldFeed { written } newFeed { written } }',
    answer: { data: { oldFeed: [{ written: 'by old' }], newFeed: [{ written: 'by new' }] } },
    asked: { old: ['query'], new: ['query'] },
  },
  {
    id: 'FED-OVERRIDE-04',
    rule: 'sources that require an overridden field get it from where it moved to',
    section: section.override,
    subgraphs: people,
    query: '{ first { name greeting farewell } second { greeting farewell } third { greeting farewell } }',
    answer: {
      data: {
        first: { name: 'name of 1', greeting: 'Hello name of 1', farewell: 'Bye name of 1' },
        second: { greeting: 'Hello name of 2', farewell: 'Bye name of 2' },
        third: { greeting: 'Hello name of 3', farewell: 'Bye name of 3' },
      },
    },
  },
  {
    id: 'FED-OVERRIDE-05',
    rule: 'a source that lost a field and requires it is left and entered again',
    section: section.override,
    subgraphs: people,
    query: '{ third { farewell } }',
    answer: { data: { third: { farewell: 'Bye name of 3' } } },
    asked: {
      legacy: ['query', [{ __typename: 'Person', id: '3', name: 'name of 3' }]],
      registry: [[{ __typename: 'Person', id: '3' }]],
    },
  },
  {
    id: 'FED-OVERRIDE-06',
    rule: 'a field overridden on a type is overridden behind every interface of that type',
    section: section.override,
    subgraphs: pictures,
    query: '{ recent { id taken } }',
    answer: {
      data: {
        recent: [
          { id: 'a', taken: 'at a' },
          { id: 'b', taken: 'at b' },
        ],
      },
    },
  },
  {
    id: 'FED-OVERRIDE-07',
    rule: 'behind an interface of the overriding source, the field is at hand',
    section: section.override,
    subgraphs: pictures,
    query: '{ roll { taken id ... on Photo { id taken } } }',
    answer: { data: { roll: [{ taken: 'at b', id: 'b' }] } },
    asked: { camera: ['query'] },
  },
  {
    id: 'FED-OVERRIDE-08',
    rule: 'a type of the interface that the source does not have selects nothing',
    section: section.collectFields,
    subgraphs: pictures,
    query: '{ recent { ... on Text { id body } } }',
    answer: { data: { recent: [{}, {}] } },
    asked: { album: ['query'] },
  },
]);

/** Orders that are moved to a new source step by step: when a label is on, and for a share of operations. */
const orders: TestSubgraphs = {
  old: {
    sdl: `
      type Query { order: Order }
      type Order @key(fields: "id") { id: ID! total: String note: String date: String }
    `,
    resolvers: {
      Query: { order: () => ({ id: '1', total: 'old total', note: 'old note', date: 'old date' }) },
      Order: { __resolveReference: ({ id }: Row) => ({ id, total: 'old total', note: 'old note', date: 'old date' }) },
    },
  },
  new: {
    sdl: `
      type Order @key(fields: "id") {
        id: ID!
        total: String @override(from: "old", label: "totals-moved")
        note: String @override(from: "old", label: "percent(100)")
        date: String @override(from: "old", label: "percent(0)")
      }
    `,
    resolvers: {
      Order: { __resolveReference: ({ id }: Row) => ({ id, total: 'new total', note: 'new note', date: 'new date' }) },
    },
  },
};
const order = '{ order { total note date } }';

/** Orders and offers are papers; of orders, the total has moved. */
const papers: TestSubgraphs = {
  old: {
    sdl: `
      type Query { papers: [Paper!]! }
      interface Paper { id: ID! total: String }
      type Order implements Paper @key(fields: "id") { id: ID! total: String }
      type Offer implements Paper { id: ID! total: String }
    `,
    resolvers: {
      Query: {
        papers: () => [
          { __typename: 'Order', id: '1', total: 'old total' },
          { __typename: 'Offer', id: '2', total: 'offer total' },
        ],
      },
    },
  },
  new: {
    sdl: 'type Order @key(fields: "id") { id: ID! total: String @override(from: "old", label: "percent(100)") }',
    resolvers: { Order: { __resolveReference: ({ id }: Row) => ({ id, total: 'new total' }) } },
  },
};

describe('@override with labels', () => {
  it('FED-OVERRIDE-20 a label that is off leaves the field where it was; all of 100 percent are moved, none of 0', async () => {
    const { answer } = await (await startFederation(orders)).run(order);
    expect(answer, section.progressiveOverride).toEqual({
      data: { order: { total: 'old total', note: 'new note', date: 'old date' } },
    });
  });

  it('FED-OVERRIDE-21 a label that is on moves the field', async () => {
    const { run } = await startFederation(orders, { overrides: { labels: ['totals-moved'], header: undefined } });
    const { answer, fetches } = await run(order);
    expect(answer, section.progressiveOverride).toEqual({
      data: { order: { total: 'new total', note: 'new note', date: 'old date' } },
    });
    expect(askedOf(fetches)).toEqual({ old: ['query'], new: [[{ __typename: 'Order', id: '1' }]] });
  });

  it('FED-OVERRIDE-22 a label may be switched on for one operation by a header', async () => {
    const { run } = await startFederation(orders, { overrides: { labels: [], header: 'x-override' } });
    const moved = await run(order, { headers: { 'x-override': 'totals-moved' } });
    expect(moved.answer, section.progressiveOverride).toMatchObject({ data: { order: { total: 'new total' } } });
    const unmoved = await run(order);
    expect(unmoved.answer).toMatchObject({ data: { order: { total: 'old total' } } });
  });

  it('FED-OVERRIDE-23 a label that no field has changes nothing', async () => {
    const { run } = await startFederation(orders, { overrides: { labels: ['no-such-label'], header: undefined } });
    expect((await run(order)).answer).toMatchObject({ data: { order: { total: 'old total' } } });
  });

  it('FED-OVERRIDE-24 a label decides where a field of an interface comes from too', async () => {
    const { answer } = await (await startFederation(papers)).run('{ papers { id total } }');
    expect(answer, section.progressiveOverride).toEqual({
      data: {
        papers: [
          { id: '1', total: 'new total' },
          { id: '2', total: 'offer total' },
        ],
      },
    });
  });
});
