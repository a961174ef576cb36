import { describeCases } from './kit/conformance-cases.js';
import type { Row } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

function never(): never {
  throw new Error('Nobody asks for this field');
}

/** A parcel whose surcharge hangs on its being heavy, which hangs on its weight: three sources in a row. */
const post: TestSubgraphs = {
  scales: {
    sdl: 'type Query { parcel: Parcel } type Parcel @key(fields: "id") { id: ID! grams: Float! }',
    resolvers: { Query: { parcel: () => ({ id: '1', grams: 0.5 }) } },
  },
  rules: {
    sdl: `
      type Parcel @key(fields: "id") { id: ID! grams: Float! @external heavy: Boolean! @requires(fields: "grams") }
    `,
    resolvers: { Parcel: { heavy: ({ grams }: { grams: number }) => grams > 100 } },
  },
  fees: {
    sdl: `
      type Parcel @key(fields: "id") {
        id: ID!
        heavy: Boolean! @external
        fee: Int! @requires(fields: "heavy")
        note: String! @requires(fields: "heavy")
        never: Int! @requires(fields: "heavy")
        free: String
      }
    `,
    resolvers: {
      Parcel: {
        fee: ({ heavy }: Row) => (heavy ? 5 : 0),
        note: ({ heavy }: Row) => (heavy ? 'two people' : ''),
        never,
        free: () => 'tag',
      },
    },
  },
};
const parcel = { grams: 0.5 };
const key = { __typename: 'Parcel', id: '1' };
const whole = { scales: ['query'], rules: [[{ ...key, grams: 0.5 }]], fees: [[{ ...key, heavy: false }]] } as const;
const scalesOnly = { scales: ['query'] } as const;

describeCases('@include and @skip', [
  {
    id: 'FED-CONDITIONS-01',
    rule: 'a field that is not included is fetched from nobody, nor is what it requires',
    section: section.include,
    subgraphs: post,
    query: 'query ($if: Boolean = false) { parcel { grams never @include(if: $if) } }',
    answer: { data: { parcel } },
    asked: scalesOnly,
  },
  {
    id: 'FED-CONDITIONS-02',
    rule: 'a field that is skipped is fetched from nobody, nor is what it requires',
    section: section.skip,
    subgraphs: post,
    query: 'query ($if: Boolean = true) { parcel { grams never @skip(if: $if) } }',
    answer: { data: { parcel } },
    asked: scalesOnly,
  },
  {
    id: 'FED-CONDITIONS-03',
    rule: 'a field that is included is fetched with all that it requires',
    section: section.include,
    subgraphs: post,
    query: 'query ($if: Boolean = true) { parcel { grams fee @include(if: $if) } }',
    answer: { data: { parcel: { ...parcel, fee: 0 } } },
    asked: whole,
  },
  {
    id: 'FED-CONDITIONS-04',
    rule: 'a field that is not skipped is fetched with all that it requires',
    section: section.skip,
    subgraphs: post,
    query: 'query ($if: Boolean = false) { parcel { grams note @skip(if: $if) } }',
    answer: { data: { parcel: { ...parcel, note: '' } } },
    asked: whole,
  },
  {
    id: 'FED-CONDITIONS-05',
    rule: 'the value of a variable that is given wins over its default',
    section: section.coerceVariables,
    subgraphs: post,
    query: 'query ($if: Boolean = true) { parcel { grams never @include(if: $if) } }',
    variables: { if: false },
    answer: { data: { parcel } },
    asked: scalesOnly,
  },
  {
    id: 'FED-CONDITIONS-06',
    rule: 'a field is answered only when both its directives let it',
    section: section.skip,
    subgraphs: post,
    query: `query ($yes: Boolean!, $no: Boolean!) { parcel {
      grams
      a: fee @include(if: $yes) @skip(if: $no)
      b: never @include(if: $yes) @skip(if: $yes)
      c: never @include(if: $no) @skip(if: $no)
      d: never @include(if: $no) @skip(if: $yes)
    } }`,
    variables: { yes: true, no: false },
    answer: { data: { parcel: { ...parcel, a: 0 } } },
    asked: whole,
  },
  {
    id: 'FED-CONDITIONS-07',
    rule: 'conditions that are written out are decided without variables',
    section: section.include,
    subgraphs: post,
    query: '{ parcel { grams fee @include(if: true) never @skip(if: true) a: never @include(if: false) } }',
    answer: { data: { parcel: { ...parcel, fee: 0 } } },
    asked: whole,
  },
  {
    id: 'FED-CONDITIONS-08',
    rule: 'a field selected twice is answered when one of the selections lets it',
    section: section.collectFields,
    subgraphs: post,
    query: 'query ($no: Boolean = false) { parcel { grams @include(if: $no) fee @include(if: $no) ... { fee } } }',
    answer: { data: { parcel: { fee: 0 } } },
    asked: whole,
  },
  {
    id: 'FED-CONDITIONS-09',
    rule: 'a condition on a fragment holds for everything in it',
    section: section.include,
    subgraphs: post,
    query: `query ($no: Boolean = false) { parcel { grams ...F @include(if: $no) ... @skip(if: true) { never } } }
      fragment F on Parcel { never fee }`,
    answer: { data: { parcel } },
    asked: scalesOnly,
  },
  {
    id: 'FED-CONDITIONS-10',
    rule: 'a root field that is not included asks no source at all',
    section: section.include,
    subgraphs: post,
    query: 'query ($no: Boolean = false) { __typename parcel @include(if: $no) { grams } }',
    answer: { data: { __typename: 'Query' } },
    asked: {},
  },
  {
    id: 'FED-CONDITIONS-11',
    rule: 'conditions on several levels are decided each by its own variable',
    section: section.skip,
    subgraphs: post,
    query: `query ($a: Boolean!, $b: Boolean!) {
      parcel @include(if: $a) { grams @skip(if: $a) ... @include(if: $b) { free fee @skip(if: $b) } }
    }`,
    variables: { a: true, b: true },
    answer: { data: { parcel: { free: 'tag' } } },
    asked: { scales: ['query'], fees: [[key]] },
  },
  {
    id: 'FED-CONDITIONS-12',
    rule: 'an object of which every field is left out is empty, not null',
    section: section.collectFields,
    subgraphs: post,
    query: 'query ($no: Boolean = false) { parcel { fee @include(if: $no) } }',
    answer: { data: { parcel: {} } },
    asked: scalesOnly,
  },
]);
