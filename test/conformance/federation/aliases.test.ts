import { describeCases } from './kit/conformance-cases.js';
import type { Row } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A cargo of crates, with every kind of falsy value where another source needs it. */
const cargo: TestSubgraphs = {
  hold: {
    sdl: `
      type Query { crate: Crate crates: [Crate!]! }
      type Crate @key(fields: "id box { row }") {
        id: ID!
        box: Box!
        name: String!
        tons: Int
        sealed: Boolean
        mark: String
        grid: [[Cell]]
        cubes: [[[Int]]]
        scale(by: Int = 1): Int
      }
      type Box { row: Int! deck: String! }
      type Cell { x: Int! y: Int }
    `,
    resolvers: {
      Query: { crate: () => crate, crates: () => [crate] },
      Crate: { scale: (_: unknown, { by }: { by: number }) => by * 10 },
    },
  },
  customs: {
    sdl: `
      type Crate @key(fields: "id box { row }") {
        id: ID!
        box: Box!
        tons: Int @external
        sealed: Boolean @external
        mark: String @external
        grid: [[Cell]] @external
        cubes: [[[Int]]] @external
        scale(by: Int = 1): Int @external
        duty: String @requires(fields: "tons sealed mark")
        plan: String @requires(fields: "grid { x } cubes")
        scaled: Int @requires(fields: "scale(by: 3)")
        home: String
      }
      type Box @shareable { row: Int! }
      type Cell @external { x: Int! }
    `,
    resolvers: {
      Crate: {
        duty: ({ tons, sealed, mark }: Row) => JSON.stringify([tons, sealed, mark]),
        plan: ({ grid, cubes }: Row) => JSON.stringify([grid, cubes]),
        scaled: ({ scale }: Row) => scale,
        home: ({ id, box }: { id: string; box: Row }) => `${id}@${box['row']}`,
      },
    },
  },
};
const crate = {
  id: 'c',
  box: { row: 0, deck: 'B' },
  name: 'Tea',
  tons: 0,
  sealed: false,
  mark: '',
  grid: [[{ x: 0, y: 1 }, null], null, [], [{ x: 2, y: null }]],
  cubes: [[[0, null], []], null, []],
};
const cargoShared: TestSubgraphs = {
  ...cargo,
  hold: { ...cargo['hold'], sdl: cargo['hold']?.sdl.replace('row: Int!', 'row: Int! @shareable') ?? '' },
};
const key = { __typename: 'Crate', id: 'c', box: { row: 0 } };
const dutyOf = '[0,false,""]';

describeCases('aliases that are the names of other fields', [
  {
    id: 'FED-ALIASES-01',
    rule: 'an alias that is the name of a key field is not sent as the key',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { id: name home } }',
    answer: { data: { crate: { id: 'Tea', home: 'c@0' } } },
    asked: { hold: ['query'], customs: [[key]] },
  },
  {
    id: 'FED-ALIASES-02',
    rule: 'an alias that is the name of an object in the key is not sent as the key',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { box: name row: id home } }',
    answer: { data: { crate: { box: 'Tea', row: 'c', home: 'c@0' } } },
    asked: { hold: ['query'], customs: [[key]] },
  },
  {
    id: 'FED-ALIASES-03',
    rule: 'an alias inside of an object of the key is not sent as the key',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { box { row: deck deck: row } home } }',
    answer: { data: { crate: { box: { row: 'B', deck: 0 }, home: 'c@0' } } },
    asked: { hold: ['query'], customs: [[key]] },
  },
  {
    id: 'FED-ALIASES-04',
    rule: 'aliases that are the names of required fields are not sent for them',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { tons: name sealed: tons mark: sealed duty } }',
    answer: { data: { crate: { tons: 'Tea', sealed: 0, mark: false, duty: dutyOf } } },
    asked: { hold: ['query'], customs: [[{ ...key, tons: 0, sealed: false, mark: '' }]] },
  },
  {
    id: 'FED-ALIASES-05',
    rule: 'a field of the other source under the name of a key or required field does not come in between',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { id: home tons: duty name: plan } }',
    answer: {
      data: {
        crate: {
          id: 'c@0',
          tons: dutyOf,
          name: '[[[{"x":0},null],null,[],[{"x":2}]],[[[0,null],[]],null,[]]]',
        },
      },
    },
  },
  {
    id: 'FED-ALIASES-06',
    rule: 'an alias that is another field’s name with arguments is not taken for it',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { scale(by: 7) scaled tons: scale(by: 5) duty by: scale } }',
    answer: { data: { crate: { scale: 70, scaled: 30, tons: 50, duty: dutyOf, by: 10 } } },
  },
  {
    id: 'FED-ALIASES-07',
    rule: '`__typename` may be the alias of nothing, but any alias may be a type name',
    section: section.typeName,
    subgraphs: cargoShared,
    query: '{ crate { id: __typename box: __typename tons: __typename home duty } }',
    answer: { data: { crate: { id: 'Crate', box: 'Crate', tons: 'Crate', home: 'c@0', duty: dutyOf } } },
  },
  {
    id: 'FED-ALIASES-08',
    rule: 'an alias `__typename` of another field does not change what the object is',
    section: section.typeName,
    subgraphs: cargoShared,
    query: '{ crate { __typename: name kind: __typename home } }',
    answer: { data: { crate: { __typename: 'Tea', kind: 'Crate', home: 'c@0' } } },
    asked: { hold: ['query'], customs: [[key]] },
  },
  {
    id: 'FED-ALIASES-09',
    rule: 'aliases that look like the gateway’s own names are the client’s all the same',
    section: section.aliases,
    subgraphs: cargoShared,
    query:
      '{ crate { _0_name: tons _1_tons: name tons: mark _standIn0_scale: sealed scaled duty _entities: id } _entities: crates { representations: id home } }',
    answer: {
      data: {
        crate: {
          _0_name: 0,
          _1_tons: 'Tea',
          tons: '',
          _standIn0_scale: false,
          scaled: 30,
          duty: dutyOf,
          _entities: 'c',
        },
        _entities: [{ representations: 'c', home: 'c@0' }],
      },
    },
  },
  {
    id: 'FED-ALIASES-10',
    rule: 'swapped aliases on every level, in fragments, are answered under the client’s names and in its order',
    section: section.collectFields,
    subgraphs: cargoShared,
    query: `{ crates { ...A duty: name name: duty ...B } }
      fragment A on Crate { home: id box { deck: row row: deck } }
      fragment B on Crate { id: home box { again: deck } }`,
    answer: {
      data: {
        crates: [{ home: 'c', box: { deck: 0, row: 'B', again: 'B' }, duty: 'Tea', name: dutyOf, id: 'c@0' }],
      },
    },
    text: `{"crates":[{"home":"c","box":{"deck":0,"row":"B","again":"B"},"duty":"Tea","name":${JSON.stringify(dutyOf)},"id":"c@0"}]}`,
  },
]);

describeCases('values that are easily lost', [
  {
    id: 'FED-VALUES-01',
    rule: '0, false and the empty text are sent as required fields, and answered',
    section: section.requires,
    subgraphs: cargoShared,
    query: '{ crate { tons sealed mark duty } }',
    answer: { data: { crate: { tons: 0, sealed: false, mark: '', duty: dutyOf } } },
    asked: { hold: ['query'], customs: [[{ ...key, tons: 0, sealed: false, mark: '' }]] },
  },
  {
    id: 'FED-VALUES-02',
    rule: 'they are under aliases that have to be renamed on the way',
    section: section.aliases,
    subgraphs: cargoShared,
    query: '{ crate { id: tons box: sealed tons: mark } }',
    answer: { data: { crate: { id: 0, box: false, tons: '' } } },
  },
  {
    id: 'FED-VALUES-03',
    rule: 'lists of lists with nulls are sent as required fields as they are',
    section: section.requires,
    subgraphs: cargoShared,
    query: '{ crate { plan } }',
    answer: { data: { crate: { plan: '[[[{"x":0},null],null,[],[{"x":2}]],[[[0,null],[]],null,[]]]' } } },
    asked: {
      hold: ['query'],
      customs: [[{ ...key, grid: [[{ x: 0 }, null], null, [], [{ x: 2 }]], cubes: [[[0, null], []], null, []] }]],
    },
  },
  {
    id: 'FED-VALUES-04',
    rule: 'lists of lists are answered with what the client selects of them, whatever is required',
    section: section.lists,
    subgraphs: cargoShared,
    query: '{ crate { plan grid { x: y y: x } cubes } }',
    answer: {
      data: {
        crate: {
          plan: '[[[{"x":0},null],null,[],[{"x":2}]],[[[0,null],[]],null,[]]]',
          grid: [[{ x: 1, y: 0 }, null], null, [], [{ x: null, y: 2 }]],
          cubes: [[[0, null], []], null, []],
        },
      },
    },
  },
  {
    id: 'FED-VALUES-05',
    rule: 'falsy values are kept where types of a union answer one name with different types',
    section: section.mergeFields,
    subgraphs: {
      meters: {
        sdl: `
          type Query { readings: [Reading!]! }
          union Reading = Heat | Light | Text
          type Heat { value: Int! also: Boolean! }
          type Light { value: Float also: Boolean }
          type Text { value: String also: [Boolean] }
        `,
        resolvers: {
          Query: {
            readings: () => [
              { __typename: 'Heat', value: 0, also: false },
              { __typename: 'Light', value: 0, also: null },
              { __typename: 'Text', value: '', also: [false] },
            ],
          },
        },
      },
    },
    query: `{ readings {
      ... on Heat { heat: value also } ... on Light { value maybe: also } ... on Text { text: value many: also }
    } }`,
    answer: {
      data: {
        readings: [
          { heat: 0, also: false },
          { value: 0, maybe: null },
          { text: '', many: [false] },
        ],
      },
    },
  },
]);
