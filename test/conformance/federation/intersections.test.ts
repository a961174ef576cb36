import { expect } from 'vitest';
import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** Two galleries that show different kinds of works, some of which both show. */
const works = {
  painting: { __typename: 'Painting', id: 'p', name: 'Night', here: 'here: Night', there: 'there: Night' },
  print: { __typename: 'Print', id: 'r', name: 'Wave', here: 'here: Wave' },
  statue: { __typename: 'Statue', id: 's', name: 'David', there: 'there: David' },
};
const galleries: TestSubgraphs = {
  here: {
    sdl: `
      union Work = Painting | Print
      union Loan = Painting | Print
      type Painting @key(fields: "id") { id: ID! name: String! @shareable here: String! }
      type Print @key(fields: "id") { id: ID! name: String! @shareable here: String! }
      type Query { work: Work @shareable workHere: Work @shareable print: Work @shareable visitor: Visitor @shareable }
      type Visitor { loan: Loan @shareable loanHere: Loan painting: Painting @shareable print: Loan @shareable }
    `,
    resolvers: {
      Query: {
        work: () => works.painting,
        workHere: () => works.painting,
        print: () => works.print,
        visitor: () => ({
          loan: works.painting,
          loanHere: works.painting,
          painting: works.painting,
          print: works.print,
        }),
      },
      Painting: { __resolveReference: referenceAmong([works.painting]) },
      Print: { __resolveReference: referenceAmong([works.print]) },
    },
  },
  there: {
    sdl: `
      union Work = Painting | Statue
      union Loan = Painting | Statue
      type Painting @key(fields: "id") { id: ID! name: String! @shareable there: String! }
      type Statue @key(fields: "id") { id: ID! name: String! @shareable there: String! }
      type Query { work: Work @shareable workThere: Work @shareable visitor: Visitor @shareable }
      type Visitor { loan: Loan @shareable loanThere: Loan painting: Loan @shareable }
    `,
    resolvers: {
      Query: {
        work: () => works.painting,
        workThere: () => works.statue,
        visitor: () => ({ loan: works.painting, loanThere: works.statue, painting: works.painting }),
      },
      Painting: { __resolveReference: referenceAmong([works.painting]) },
      Statue: { __resolveReference: referenceAmong([works.statue]) },
    },
  },
};
const all = '__typename ... on Print { name } ... on Statue { name } ... on Painting { name }';

describeCases('unions with different members', [
  {
    id: 'FED-UNIONS-01',
    rule: 'a shared field can be any member that all its sources have',
    section: section.composition,
    subgraphs: galleries,
    query: '{ work { ... on Painting { name } } }',
    answer: { data: { work: { name: 'Night' } } },
  },
  {
    id: 'FED-UNIONS-02',
    rule: 'a member that only one source has matches nothing that another answered',
    section: section.composition,
    subgraphs: galleries,
    query: '{ work { ... on Statue { name } } }',
    answer: { data: { work: {} } },
  },
  {
    id: 'FED-UNIONS-03',
    rule: 'members of different sources may be selected together',
    section: section.composition,
    subgraphs: galleries,
    query: '{ work { ... on Statue { name } ... on Painting { name } ... on Print { name } } }',
    answer: { data: { work: { name: 'Night' } } },
  },
  {
    id: 'FED-UNIONS-04',
    rule: 'a field that is an object type in one source and a union in another is the union',
    section: section.composition,
    subgraphs: galleries,
    query: `{ visitor { loan { ${all} } painting { ${all} } print { ${all} } } }`,
    answer: {
      data: {
        visitor: {
          loan: { __typename: 'Painting', name: 'Night' },
          painting: { __typename: 'Painting', name: 'Night' },
          print: { __typename: 'Print', name: 'Wave' },
        },
      },
    },
  },
  {
    id: 'FED-UNIONS-05',
    rule: 'the same holds below an object that is shared',
    section: section.composition,
    subgraphs: galleries,
    query: '{ visitor { loan { ... on Painting { name } ... on Statue { name } } } }',
    answer: { data: { visitor: { loan: { name: 'Night' } } } },
  },
  {
    id: 'FED-UNIONS-06',
    rule: 'fields of a member that come from both sources are joined by its key',
    section: section.key,
    subgraphs: galleries,
    query: '{ workHere { ... on Painting { name here there } } }',
    answer: { data: { workHere: { name: 'Night', here: 'here: Night', there: 'there: Night' } } },
    asked: { here: ['query'], there: [[{ __typename: 'Painting', id: 'p' }]] },
  },
  {
    id: 'FED-UNIONS-07',
    rule: 'a member that the source cannot answer with is asked of nobody',
    section: section.composition,
    subgraphs: galleries,
    query: '{ workHere { ... on Statue { name there } } }',
    answer: { data: { workHere: {} } },
    asked: { here: ['query'] },
  },
  {
    id: 'FED-UNIONS-08',
    rule: 'each of two fields of one union is asked of its own source',
    section: section.composition,
    subgraphs: galleries,
    query:
      '{ visitor { loanHere { ... on Statue { there } ... on Painting { there } } loanThere { ... on Statue { name there } } } }',
    answer: {
      data: {
        visitor: {
          loanHere: { there: 'there: Night' },
          loanThere: { name: 'David', there: 'there: David' },
        },
      },
    },
  },
  {
    id: 'FED-UNIONS-09',
    rule: 'members of all sources, with fields of all sources, are joined in one operation',
    section: section.composition,
    subgraphs: galleries,
    query: `{ visitor {
      loan { ... on Print { here } ... on Statue { there } ... on Painting { here there } }
      print { ... on Print { name here } ... on Statue { there } }
    } }`,
    answer: {
      data: {
        visitor: {
          loan: { here: 'here: Night', there: 'there: Night' },
          print: { name: 'Wave', here: 'here: Wave' },
        },
      },
    },
  },
]);

/** A reply whose steps are shared, though one source has fewer kinds of them. */
const partial: TestSubgraphs = {
  many: {
    sdl: `
      type Query { reply: Reply }
      type Reply @shareable { steps: [Step!]! text: String }
      union Step = Wait | Move | Turn
      type Wait @shareable { id: ID! value: String }
      type Move { id: ID! name: String }
      type Turn { id: ID! angle: Int }
    `,
    resolvers: {
      Query: {
        reply: () => ({
          text: 'ok',
          steps: [
            { __typename: 'Wait', id: 'w', value: '' },
            { __typename: 'Move', id: 'm', name: 'go' },
            { __typename: 'Turn', id: 't', angle: 0 },
          ],
        }),
      },
    },
  },
  few: {
    sdl: `
      type Query { unused: Int }
      type Reply @shareable { steps: [Step!]! text: String }
      union Step = Wait
      type Wait @shareable { id: ID! value: String }
    `,
    resolvers: { Query: { unused: () => 0 } },
  },
};

/** Boxes whose notes differ by the source that opens them. */
const boxes: TestSubgraphs = {
  left: {
    sdl: `
      type Query { left: Box both: Box @shareable }
      type Box @key(fields: "id") { id: ID! lid: Lid @shareable }
      type Lid @shareable { notes: [Note!]! }
      union Note = Common | OnlyLeft
      type Common @shareable { text: String }
      type OnlyLeft { left: String }
    `,
    resolvers: {
      Query: {
        left: () => ({ id: '1', lid: { notes: [common, { __typename: 'OnlyLeft', left: 'l' }] } }),
        both: () => ({ id: '2', lid: { notes: [common] } }),
      },
    },
  },
  right: {
    sdl: `
      type Query { right: Box both: Box @shareable }
      type Box @key(fields: "id") { id: ID! lid: Lid @shareable rightLid: Lid }
      type Lid @shareable { notes: [Note!]! }
      union Note = Common | OnlyRight
      type Common @shareable { text: String }
      type OnlyRight { right: String }
    `,
    resolvers: {
      Query: {
        right: () => ({ id: '3', lid: { notes: [common, { __typename: 'OnlyRight', right: 'r' }] } }),
        both: () => ({ id: '2', lid: { notes: [common] } }),
      },
      Box: { rightLid: () => ({ notes: [common, { __typename: 'OnlyRight', right: 'r' }] }) },
    },
  },
};
const common = { __typename: 'Common', text: 'same' };
const notes = 'notes { __typename ... on Common { text } ... on OnlyLeft { left } ... on OnlyRight { right } }';

describeCases('unions of which a source knows a part', [
  {
    id: 'FED-UNIONS-20',
    rule: 'members that only one of the sources of a shared type has keep their fields',
    section: section.composition,
    subgraphs: partial,
    query:
      '{ reply { text steps { __typename ... on Wait { id value } ... on Move { id name } ... on Turn { id angle } } } }',
    answer: {
      data: {
        reply: {
          text: 'ok',
          steps: [
            { __typename: 'Wait', id: 'w', value: '' },
            { __typename: 'Move', id: 'm', name: 'go' },
            { __typename: 'Turn', id: 't', angle: 0 },
          ],
        },
      },
    },
    asked: { many: ['query'] },
  },
  {
    id: 'FED-UNIONS-21',
    rule: 'they do when nothing of the shared members is selected',
    section: section.composition,
    subgraphs: partial,
    query: '{ reply { steps { ... on Move { name } ... on Turn { angle } } } }',
    answer: { data: { reply: { steps: [{}, { name: 'go' }, { angle: 0 }] } } },
    asked: { many: ['query'] },
  },
  {
    id: 'FED-UNIONS-22',
    rule: 'a field that two sources share is answered by both alike',
    section: section.shareable,
    subgraphs: boxes,
    query: `{ both { lid { ${notes} } } }`,
    answer: { data: { both: { lid: { notes: [common] } } } },
  },
  {
    id: 'FED-UNIONS-23',
    rule: 'a field that one source owns can be any member that it has',
    section: section.composition,
    subgraphs: boxes,
    query: `{ left { rightLid { ${notes} } } }`,
    answer: { data: { left: { rightLid: { notes: [common, { __typename: 'OnlyRight', right: 'r' }] } } } },
  },
  {
    id: 'FED-UNIONS-24',
    rule: 'a fragment on a member of another source keeps the items in their places',
    section: section.lists,
    subgraphs: boxes,
    query: '{ left { lid { notes { __typename ... on OnlyRight { right } } } } }',
    answer: { data: { left: { lid: { notes: [{ __typename: 'Common' }, { __typename: 'OnlyLeft' }] } } } },
  },
]);

/** A library whose one source knows readers' kinds that the other must not say. */
const enums: TestSubgraphs = {
  cards: {
    sdl: `
      type Query { readers: [Reader] }
      type Reader @key(fields: "id") { id: ID kind: Kind @shareable }
      enum Kind { ADULT }
    `,
    resolvers: {
      Query: {
        readers: () => [
          { id: '1', kind: 'ADULT' },
          { id: '2', kind: 'GHOST' },
        ],
      },
      Reader: { __resolveReference: ({ id }: Row) => ({ id }) },
    },
  },
  desk: {
    sdl: `
      type Query { byKind(kind: Kind!): [Reader!] all: [Reader!] }
      extend type Reader @key(fields: "id") { id: ID kind: Kind @shareable }
      enum Kind { GHOST @inaccessible ADULT }
    `,
    resolvers: {
      Query: {
        byKind: (_: unknown, { kind }: Row) => [{ id: '1', kind }],
        all: () => [
          { id: '1', kind: 'ADULT' },
          { id: '2', kind: 'GHOST' },
        ],
      },
    },
  },
};

const filters: TestSubgraphs = {
  east: {
    sdl: `
      input Filter { first: Int! }
      type Query { east(filter: Filter!): [Hit!] }
      type Hit @key(fields: "id") { id: ID! name: String! @shareable }
    `,
    resolvers: { Query: { east: (_: unknown, { filter }: { filter: Row }) => [{ id: `e${JSON.stringify(filter)}` }] } },
  },
  west: {
    sdl: `
      input Filter { skip: Int first: Int! }
      type Query { west(filter: Filter!): [Hit!] }
      type Hit @key(fields: "id") { id: ID! name: String! @shareable }
    `,
    resolvers: { Query: { west: (_: unknown, { filter }: { filter: Row }) => [{ id: `w${JSON.stringify(filter)}` }] } },
  },
};

describeCases('enums and input objects with different members', [
  {
    id: 'FED-ENUMS-01',
    rule: 'objects with an enum field are read without it',
    section: section.composition,
    subgraphs: enums,
    query: '{ readers { id } }',
    answer: { data: { readers: [{ id: '1' }, { id: '2' }] } },
  },
  {
    id: 'FED-ENUMS-02',
    rule: 'a value that its source does not declare is the source’s error, and null',
    section: section.enums,
    subgraphs: enums,
    query: '{ readers { id kind } }',
    answer: {
      data: {
        readers: [
          { id: '1', kind: 'ADULT' },
          { id: '2', kind: null },
        ],
      },
      errors: [{ message: expect.stringContaining('GHOST'), path: ['readers', 1, 'kind'] }],
    },
  },
  {
    id: 'FED-ENUMS-03',
    rule: 'a value that is hidden from the client is never sent to it',
    section: section.inaccessible,
    subgraphs: enums,
    query: '{ all { id kind } }',
    answer: {
      data: {
        all: [
          { id: '1', kind: 'ADULT' },
          { id: '2', kind: null },
        ],
      },
      errors: [
        { message: expect.not.stringContaining('GHOST'), path: ['all', 1, 'kind'], code: 'RESPONSE_VALIDATION_FAILED' },
      ],
    },
  },
  {
    id: 'FED-ENUMS-04',
    rule: 'a value that all sources have may be an argument',
    section: section.enums,
    subgraphs: enums,
    query: 'query ($kind: Kind = ADULT) { byKind(kind: ADULT) { id } again: byKind(kind: $kind) { kind } }',
    answer: { data: { byKind: [{ id: '1' }], again: [{ kind: 'ADULT' }] } },
  },
  {
    id: 'FED-ENUMS-05',
    rule: 'a hidden value may not be an argument',
    section: section.inaccessible,
    subgraphs: enums,
    query: '{ byKind(kind: GHOST) { id } }',
    answer: { errors: [{ message: 'Value "GHOST" does not exist in "Kind" enum.' }] },
    asked: {},
  },
  {
    id: 'FED-INPUTS-01',
    rule: 'a field that every source has may be given',
    section: section.inputObjects,
    subgraphs: filters,
    query: 'query ($first: Int = 2) { east(filter: { first: 1 }) { id } west(filter: { first: $first }) { id } }',
    answer: { data: { east: [{ id: 'e{"first":1}' }], west: [{ id: 'w{"first":2}' }] } },
  },
  {
    id: 'FED-INPUTS-02',
    rule: 'a field that only another source has may not be given',
    section: section.composition,
    subgraphs: filters,
    query: '{ east(filter: { first: 1, skip: 2 }) { id } }',
    answer: { errors: [{ message: 'Field "skip" is not defined by type "Filter".' }] },
    asked: {},
  },
  {
    id: 'FED-INPUTS-03',
    rule: 'nor may it where its own source would take it',
    section: section.composition,
    subgraphs: filters,
    query: '{ west(filter: { first: 1, skip: 2 }) { id } }',
    answer: { errors: [{ message: 'Field "skip" is not defined by type "Filter".' }] },
    asked: {},
  },
  {
    id: 'FED-INPUTS-04',
    rule: 'nor in a variable',
    section: section.coerceVariables,
    subgraphs: filters,
    query: 'query ($filter: Filter!) { west(filter: $filter) { id } }',
    variables: { filter: { first: 1, skip: 2 } },
    answer: { errors: [{ message: expect.stringContaining('Field "skip" is not defined by type "Filter"') }] },
    asked: {},
  },
]);
