import { expect } from 'vitest';
import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A gate that knows global ids only; what they stand for is known by others. */
const gate = (field: string): TestSubgraphs[string] => ({
  sdl: `
    type Query { ${field}: Node }
    interface Node { id: ID! }
    type Song implements Node @key(fields: "id") { id: ID! }
    type Album implements Node @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: { [field]: () => ({ __typename: 'Song', id: 's-1' }) },
    Song: { __resolveReference: ({ id }: Row) => ({ id }) },
  },
});
const music: TestSubgraphs = {
  gate: gate('node'),
  secondGate: gate('otherNode'),
  songs: {
    sdl: `
      type Query { songs: [Song] }
      interface Node { id: ID! }
      type Song implements Node @key(fields: "id") { id: ID! title: String! seconds: Float! }
      type Album implements Node @key(fields: "id") { id: ID! title: String! }
    `,
    resolvers: {
      Query: { songs: () => [] },
      Song: { __resolveReference: referenceAmong([{ id: 's-1', title: 'One', seconds: 0 }]) },
    },
  },
};

/** Two sources that answer `node`, each for its own type, and hold the other's id for external. */
const split: TestSubgraphs = {
  accounts: {
    sdl: `
      type Query { node(id: ID!): Node @shareable account(id: String!): Account }
      interface Node { id: ID! }
      type Account implements Node @key(fields: "id") { id: ID! login: String! }
      type Message implements Node @key(fields: "id") { id: ID! @external by: Account! }
    `,
    resolvers: {
      Query: {
        node: (_: unknown, { id }: { id: string }) => ({
          __typename: id.startsWith('a') ? 'Account' : 'Message',
          id,
          login: `login ${id}`,
        }),
        account: (_: unknown, { id }: Row) => ({ id, login: `login ${id}` }),
      },
      Account: { __resolveReference: ({ id }: Row) => ({ id, login: `login ${id}` }) },
      Message: { by: () => ({ id: 'a1', login: 'login a1' }) },
    },
  },
  messages: {
    sdl: `
      type Query { node(id: ID!): Node @shareable message(id: String!): Message }
      interface Node { id: ID! }
      type Account implements Node @key(fields: "id") { id: ID! @external sent: [Message!]! }
      type Message implements Node @key(fields: "id") { id: ID! text: String! }
    `,
    resolvers: {
      Query: {
        node: (_: unknown, { id }: { id: string }) => ({
          __typename: id.startsWith('a') ? 'Account' : 'Message',
          id,
          text: `text ${id}`,
        }),
        message: (_: unknown, { id }: Row) => ({ id, text: `text ${id}` }),
      },
      Account: { sent: () => [{ id: 'm1', text: 'text m1' }] },
      Message: { __resolveReference: ({ id }: Row) => ({ id, text: `text ${id}` }) },
    },
  },
};

describeCases('node', [
  {
    id: 'FED-NODES-01',
    rule: 'a node is joined with the source of its type, though the gate could be entered by the same key',
    section: section.entityInterfaces,
    subgraphs: music,
    query: '{ node { ... on Song { id title __typename seconds } } otherNode { __typename id } }',
    answer: {
      data: {
        node: { id: 's-1', title: 'One', __typename: 'Song', seconds: 0 },
        otherNode: { __typename: 'Song', id: 's-1' },
      },
    },
    asked: { gate: ['query'], secondGate: ['query'], songs: [[{ __typename: 'Song', id: 's-1' }]] },
  },
  {
    id: 'FED-NODES-02',
    rule: 'types of a shared node are told',
    section: section.typeName,
    subgraphs: split,
    query: '{ a: node(id: "a1") { __typename } m: node(id: "m1") { __typename } }',
    answer: { data: { a: { __typename: 'Account' }, m: { __typename: 'Message' } } },
  },
  {
    id: 'FED-NODES-03',
    rule: 'fields of one type of a shared node are taken from the source that owns them',
    section: section.external,
    subgraphs: split,
    query: '{ a: node(id: "a1") { ... on Account { id login } } m: node(id: "m1") { ... on Message { id text } } }',
    answer: { data: { a: { id: 'a1', login: 'login a1' }, m: { id: 'm1', text: 'text m1' } } },
  },
  {
    id: 'FED-NODES-04',
    rule: 'a node of another type than the one selected is an empty object',
    section: section.collectFields,
    subgraphs: split,
    query: '{ a: node(id: "a1") { ... on Message { id } } m: node(id: "m1") { __typename ... on Account { id } } }',
    answer: { data: { a: {}, m: { __typename: 'Message' } } },
  },
  {
    id: 'FED-NODES-05',
    rule: 'an entity found by its own root field has its key and what others add',
    section: section.external,
    subgraphs: split,
    query: '{ account(id: "a1") { id login sent { id } } message(id: "m1") { id text by { id login } } }',
    answer: {
      data: {
        account: { id: 'a1', login: 'login a1', sent: [{ id: 'm1' }] },
        message: { id: 'm1', text: 'text m1', by: { id: 'a1', login: 'login a1' } },
      },
    },
  },
  ...(
    [
      ['FED-NODES-06', '{ node(id: "a1") { id } }'],
      ['FED-NODES-07', '{ a: node(id: "a1") { id ... on Message { text } } m: node(id: "m1") { __typename } }'],
    ] as const
  ).map(([id, query]) => ({
    id,
    rule: `an id that no source may give for every type makes the operation an error, not an answer half right: ${query}`,
    section: section.external,
    subgraphs: split,
    query,
    answer: {
      errors: [
        {
          message: 'Cannot plan the operation: no source can be asked for a part of what is selected',
          code: 'OPERATION_NOT_PLANNABLE',
        },
      ],
    },
    asked: {},
  })),
]);

/** Kinds of shapes behind a union, an interface, and an interface object. */
const shapes: TestSubgraphs = {
  shapes: {
    sdl: `
      type Query { union: Shape interface: Thing }
      union Shape = Ring | Cube
      interface Thing { id: ID! }
      type Ring implements Thing { id: ID! }
      type Cube implements Thing { id: ID! }
      interface Owner @key(fields: "id") { id: ID! }
      type Museum implements Owner @key(fields: "id") { id: ID! open: Boolean! }
    `,
    resolvers: {
      Query: { union: () => ({ __typename: 'Ring', id: '1' }), interface: () => ({ __typename: 'Cube', id: '2' }) },
      Owner: { __resolveReference: ({ id }: Row) => ({ __typename: 'Museum', id, open: false }) },
    },
  },
  owners: {
    sdl: 'type Query { owners: [Owner] } type Owner @key(fields: "id") @interfaceObject { id: ID! name: String! }',
    resolvers: {
      Query: {
        owners: () => [
          { id: 'o1', name: 'A' },
          { id: 'o2', name: 'B' },
        ],
      },
    },
  },
};

describeCases('__typename', [
  {
    id: 'FED-TYPENAME-01',
    rule: 'a union answers its type name under every alias',
    section: section.typeName,
    subgraphs: shapes,
    query: '{ union { __typename a: __typename } }',
    answer: { data: { union: { __typename: 'Ring', a: 'Ring' } } },
  },
  {
    id: 'FED-TYPENAME-02',
    rule: 'an interface does, beside its fields and under the alias of one',
    section: section.typeName,
    subgraphs: shapes,
    query: '{ interface { id __typename a: __typename b: __typename } other: interface { id: __typename } }',
    answer: {
      data: { interface: { id: '2', __typename: 'Cube', a: 'Cube', b: 'Cube' }, other: { id: 'Cube' } },
    },
  },
  {
    id: 'FED-TYPENAME-03',
    rule: 'an alias in fragments on every type is answered for the one that it is',
    section: section.typeName,
    subgraphs: shapes,
    query: `{
      union { __typename ... on Ring { a: __typename } ... on Cube { a: __typename } }
      interface { __typename ... on Ring { a: __typename } ... on Cube { a: __typename } }
    }`,
    answer: {
      data: { union: { __typename: 'Ring', a: 'Ring' }, interface: { __typename: 'Cube', a: 'Cube' } },
    },
  },
  {
    id: 'FED-TYPENAME-04',
    rule: 'nothing but the key of an interface object needs no type name',
    section: section.interfaceObject,
    subgraphs: shapes,
    query: '{ owners { id } }',
    answer: { data: { owners: [{ id: 'o1' }, { id: 'o2' }] } },
    asked: { owners: ['query'] },
  },
  {
    id: 'FED-TYPENAME-05',
    rule: 'the type name of an interface object is that of the object',
    section: section.interfaceObject,
    subgraphs: shapes,
    query: '{ owners { __typename } }',
    answer: { data: { owners: [{ __typename: 'Museum' }, { __typename: 'Museum' }] } },
  },
  {
    id: 'FED-TYPENAME-06',
    rule: 'the type name of a root needs no source, under any alias and in fragments',
    section: section.typeName,
    subgraphs: shapes,
    query: '{ __typename q: __typename ...F } fragment F on Query { constructor: __typename }',
    answer: { data: { __typename: 'Query', q: 'Query', constructor: 'Query' } },
    asked: {},
  },
  {
    id: 'FED-TYPENAME-07',
    rule: 'introspection is answered beside fetched fields',
    section: section.typeName,
    subgraphs: shapes,
    query:
      '{ __type(name: "Shape") { kind possibleTypes { name } } union { __typename } none: __type(name: "_Entity") { name } }',
    answer: {
      data: {
        __type: { kind: 'UNION', possibleTypes: expect.arrayContaining([{ name: 'Ring' }, { name: 'Cube' }]) },
        union: { __typename: 'Ring' },
        none: null,
      },
    },
    asked: { shapes: ['query'] },
  },
]);
