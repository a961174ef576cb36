import { expect } from 'vitest';
import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A port knows its vessels by type; the lookout and the chandler know vessels, whatever they are. */
const vessels = [
  { __typename: 'Tug', id: 't', pull: 40, docked: true },
  { __typename: 'Yacht', id: 'y', masts: 0 },
];
const port = {
  sdl: `
    type Query { vessels: [Vessel!]! tug: Tug }
    interface Vessel @key(fields: "id") { id: ID! }
    type Tug implements Vessel @key(fields: "id") { id: ID! pull: Int! docked: Boolean! @shareable }
    type Yacht implements Vessel @key(fields: "id") { id: ID! masts: Int! }
  `,
  resolvers: {
    Query: { vessels: () => vessels, tug: () => vessels[0] },
    Vessel: { __resolveReference: referenceAmong(vessels) },
    Tug: { __resolveReference: referenceAmong(vessels) },
    Yacht: { __resolveReference: referenceAmong(vessels) },
  },
};
const lookout = {
  sdl: `
    type Query { sighted: [Vessel] @shareable first: Vessel }
    type Vessel @key(fields: "id") @interfaceObject { id: ID! bearing: Int name: String! }
  `,
  resolvers: {
    Query: {
      sighted: () => [
        { id: 't', bearing: 0, name: 'Tina' },
        { id: 'y', bearing: 90, name: 'Yara' },
      ],
      first: () => ({ id: 'y', bearing: 90, name: 'Yara' }),
    },
    Vessel: {
      __resolveReference: referenceAmong([
        { id: 't', bearing: 0, name: 'Tina' },
        { id: 'y', bearing: 90, name: 'Yara' },
      ]),
    },
  },
};
const chandler = {
  sdl: 'type Vessel @key(fields: "id") @interfaceObject { id: ID! docked: Boolean! @shareable }',
  resolvers: { Vessel: { docked: () => false } },
};
const harbour: TestSubgraphs = { port, lookout, chandler };

/** The port has lost its records. */
const unknownVessels: TestSubgraphs = {
  port: { ...port, resolvers: { ...port.resolvers, Vessel: { __resolveReference: () => null } } },
  lookout,
};

describeCases('@interfaceObject', [
  {
    id: 'FED-INTERFACEOBJECT-01',
    rule: 'a field of an interface object is a field of every type of the interface',
    section: section.interfaceObject,
    subgraphs: harbour,
    query: '{ vessels { id name ... on Tug { pull bearing } } }',
    answer: {
      data: {
        vessels: [
          { id: 't', name: 'Tina', pull: 40, bearing: 0 },
          { id: 'y', name: 'Yara' },
        ],
      },
    },
    asked: {
      port: ['query'],
      lookout: [
        [
          { __typename: 'Vessel', id: 't' },
          { __typename: 'Vessel', id: 'y' },
        ],
      ],
    },
  },
  {
    id: 'FED-INTERFACEOBJECT-02',
    rule: 'what an interface object knows itself is asked of nobody else',
    section: section.interfaceObject,
    subgraphs: harbour,
    query: '{ sighted { id name } }',
    answer: {
      data: {
        sighted: [
          { id: 't', name: 'Tina' },
          { id: 'y', name: 'Yara' },
        ],
      },
    },
    asked: { lookout: ['query'] },
  },
  {
    id: 'FED-INTERFACEOBJECT-03',
    rule: 'the type name of an object found as interface object comes from the source of the interface',
    section: section.typeName,
    subgraphs: harbour,
    query: '{ sighted { name __typename } }',
    answer: {
      data: {
        sighted: [
          { name: 'Tina', __typename: 'Tug' },
          { name: 'Yara', __typename: 'Yacht' },
        ],
      },
    },
    asked: {
      lookout: ['query'],
      port: [
        [
          { __typename: 'Vessel', id: 't' },
          { __typename: 'Vessel', id: 'y' },
        ],
      ],
    },
  },
  {
    id: 'FED-INTERFACEOBJECT-04',
    rule: 'a fragment on a type needs the source of the interface to tell the type',
    section: section.fragments,
    subgraphs: harbour,
    query: '{ sighted { ... on Tug { name } } }',
    answer: { data: { sighted: [{ name: 'Tina' }, {}] } },
  },
  {
    id: 'FED-INTERFACEOBJECT-05',
    rule: 'a type name inside of a fragment is that of the type',
    section: section.typeName,
    subgraphs: harbour,
    query: '{ sighted { ... on Yacht { __typename } } }',
    answer: { data: { sighted: [{}, { __typename: 'Yacht' }] } },
  },
  {
    id: 'FED-INTERFACEOBJECT-06',
    rule: 'fields of the types are joined to objects found as interface objects',
    section: section.entityInterfaces,
    subgraphs: harbour,
    query: '{ sighted { ... on Tug { pull id name } ... on Yacht { masts } bearing id } }',
    answer: {
      data: {
        sighted: [
          { pull: 40, id: 't', name: 'Tina', bearing: 0 },
          { masts: 0, bearing: 90, id: 'y' },
        ],
      },
    },
  },
  {
    id: 'FED-INTERFACEOBJECT-07',
    rule: 'a field of two interface objects is fetched by key from the one that has it',
    section: section.interfaceObject,
    subgraphs: harbour,
    query: '{ sighted { id docked } }',
    answer: {
      data: {
        sighted: [
          { id: 't', docked: false },
          { id: 'y', docked: false },
        ],
      },
    },
    asked: {
      lookout: ['query'],
      chandler: [
        [
          { __typename: 'Vessel', id: 't' },
          { __typename: 'Vessel', id: 'y' },
        ],
      ],
    },
  },
  {
    id: 'FED-INTERFACEOBJECT-08',
    rule: 'a field that a type shares with an interface object is answered by either',
    section: section.interfaceObject,
    subgraphs: harbour,
    query: '{ tug { docked name } }',
    answer: { data: { tug: { docked: true, name: 'Tina' } } },
    asked: { port: ['query'], lookout: [[{ __typename: 'Vessel', id: 't' }]] },
  },
  {
    id: 'FED-INTERFACEOBJECT-09',
    rule: 'an alias of the type name keeps the concrete type',
    section: section.aliases,
    subgraphs: harbour,
    query: '{ first { kind: __typename name: id id: name } }',
    answer: { data: { first: { kind: 'Yacht', name: 'y', id: 'Yara' } } },
  },
  ...(
    [
      ['FED-INTERFACEOBJECT-10', '... on Tug { pull }', ''],
      ['FED-INTERFACEOBJECT-11', '__typename', ''],
      ['FED-INTERFACEOBJECT-12', 'kind: __typename', ''],
      ['FED-INTERFACEOBJECT-13', '... on Vessel { ...F }', 'fragment F on Tug { pull }'],
    ] as const
  ).map(([id, selection, fragment]) => ({
    id,
    rule: `an object of which no source tells the type is null, with an error, when its type is needed: ${selection}`,
    section: section.entityInterfaces,
    subgraphs: unknownVessels,
    query: `{ first { id ${selection} } } ${fragment}`,
    answer: {
      data: { first: null },
      errors: [
        {
          message: 'Cannot tell the type of the object for field "Query.first"',
          path: ['first'],
          code: 'RESPONSE_VALIDATION_FAILED',
        },
      ],
    },
  })),
  {
    id: 'FED-INTERFACEOBJECT-14',
    rule: 'such an object has the fields of the interface, when its type is not needed',
    section: section.entityInterfaces,
    subgraphs: unknownVessels,
    query: 'query ($no: Boolean = false) { first { id ... on Vessel { name } ... on Tug @include(if: $no) { pull } } }',
    answer: { data: { first: { id: 'y', name: 'Yara' } } },
  },
]);

/** Users of a forum are interface objects there; their handle is worked out from the name that the directory has. */
const forum: TestSubgraphs = {
  directory: {
    sdl: `
      type Query { named: [Named!]! }
      interface Named @key(fields: "id") { id: ID! name: String }
      type Person implements Named @key(fields: "id") { id: ID! name: String age: Int }
    `,
    resolvers: {
      Query: { named: () => [{ __typename: 'Person', id: '1', name: 'Eva', age: 0 }] },
      Named: { __resolveReference: ({ id }: Row) => ({ __typename: 'Person', id, name: 'Eva', age: 0 }) },
      Person: { __resolveReference: ({ id }: Row) => ({ id, name: 'Eva', age: 0 }) },
    },
  },
  threads: {
    sdl: `
      type Query { authors: [Named] }
      type Named @key(fields: "id") @interfaceObject { id: ID! name: String @external handle: String @requires(fields: "name") }
    `,
    resolvers: {
      Query: { authors: () => [{ id: '1' }] },
      Named: { handle: ({ name }: Row) => `@${name}` },
    },
  },
};

describeCases('@interfaceObject with @requires', [
  {
    id: 'FED-INTERFACEOBJECT-20',
    rule: 'an interface object may require fields of the interface, starting from itself',
    section: section.requires,
    subgraphs: forum,
    query: '{ authors { id name handle } }',
    answer: { data: { authors: [{ id: '1', name: 'Eva', handle: '@Eva' }] } },
    asked: {
      threads: ['query', [{ __typename: 'Named', id: '1', name: 'Eva' }]],
      directory: [[{ __typename: 'Named', id: '1' }]],
    },
  },
  {
    id: 'FED-INTERFACEOBJECT-21',
    rule: 'it may starting from the interface, too',
    section: section.requires,
    subgraphs: forum,
    query: '{ named { handle } }',
    answer: { data: { named: [{ handle: '@Eva' }] } },
    asked: { directory: ['query'], threads: [[{ __typename: 'Named', id: '1', name: 'Eva' }]] },
  },
  {
    id: 'FED-INTERFACEOBJECT-22',
    rule: 'the same field inside and outside of a fragment on a type is fetched once',
    section: section.mergeFields,
    subgraphs: forum,
    query: '{ named { ... on Person { age id handle } id name handle } }',
    answer: { data: { named: [{ age: 0, id: '1', handle: '@Eva', name: 'Eva' }] } },
    asked: { directory: ['query'], threads: [[{ __typename: 'Named', id: '1', name: 'Eva' }]] },
  },
  {
    id: 'FED-INTERFACEOBJECT-23',
    rule: 'a fragment with a required field works from the interface object, too',
    section: section.requires,
    subgraphs: forum,
    query: '{ authors { ... on Person { age handle } } }',
    answer: { data: { authors: [{ age: 0, handle: '@Eva' }] } },
  },
]);

/** A channel refers to items it knows nothing of; a third source adds to one type of them. */
const channels: TestSubgraphs = {
  items: {
    sdl: `
      type Query { item: Item }
      interface Item @key(fields: "id") { id: ID! title: String }
      type Clip implements Item @key(fields: "id") { id: ID! title: String seconds: Int }
      type Essay implements Item @key(fields: "id") { id: ID! title: String words: Int }
    `,
    resolvers: {
      Query: { item: () => ({ __typename: 'Clip', id: 'c', title: 'Clip c', seconds: 0 }) },
      Item: { __resolveReference: ({ id }: Row) => ({ __typename: 'Clip', id, title: `Clip ${id}`, seconds: 0 }) },
      Clip: { __resolveReference: ({ id }: Row) => ({ id, title: `Clip ${id}`, seconds: 0 }) },
    },
  },
  channels: {
    sdl: `
      type Query { channel: Channel }
      type Channel @key(fields: "id") { id: ID! name: String item: Item }
      type Item @key(fields: "id") @interfaceObject { id: ID! }
    `,
    resolvers: { Query: { channel: () => ({ id: '1', name: 'One', item: { id: 'z' } }) } },
  },
  makers: {
    sdl: `
      type Query { maker: Maker }
      type Maker @key(fields: "id") { id: ID! name: String }
      extend type Clip @key(fields: "id") { id: ID! maker: String }
    `,
    resolvers: {
      Query: { maker: () => ({ id: 'm', name: 'Max' }) },
      Clip: { maker: ({ id }: Row) => `maker of ${id}` },
    },
  },
};

/** Interface objects that cannot be entered, and one without any source that could tell their types. */
const unreachable: TestSubgraphs = {
  left: {
    sdl: `
      interface Node @key(fields: "id") { id: ID! }
      type Goods @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }
      type Query { node: Node goods: Goods! }
    `,
    resolvers: {
      Query: { node: () => ({ __typename: 'Node', id: 'n' }), goods: () => ({ id: 'g' }) },
      Node: { __resolveType: () => 'Node' },
    },
  },
  right: {
    sdl: `
      type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! text: String }
      interface Goods @key(fields: "id") { id: ID! }
      type Bread implements Goods @key(fields: "id") { id: ID! name: String! }
      type Query { other: Node }
    `,
    resolvers: {
      Query: { other: () => ({ id: 'n', text: 'found' }) },
      Goods: { __resolveReference: ({ id }: Row) => ({ __typename: 'Bread', id, name: 'Rye' }) },
    },
  },
};

describeCases('@interfaceObject of which little is known', [
  {
    id: 'FED-INTERFACEOBJECT-30',
    rule: 'a source that adds to one type of an interface is reached through an interface object',
    section: section.interfaceObject,
    subgraphs: channels,
    query: `{
      item { id title ... on Clip { seconds maker } ... on Essay { words } }
      maker { id name }
      channel { id name item { id ... on Clip { seconds maker } } }
    }`,
    answer: {
      data: {
        item: { id: 'c', title: 'Clip c', seconds: 0, maker: 'maker of c' },
        maker: { id: 'm', name: 'Max' },
        channel: { id: '1', name: 'One', item: { id: 'z', seconds: 0, maker: 'maker of z' } },
      },
    },
  },
  {
    id: 'FED-INTERFACEOBJECT-31',
    rule: 'a field of an interface object that its own source answers needs no key',
    section: section.interfaceObject,
    subgraphs: unreachable,
    query: '{ other { id text } }',
    answer: { data: { other: { id: 'n', text: 'found' } } },
    asked: { right: ['query'] },
  },
  {
    id: 'FED-INTERFACEOBJECT-32',
    rule: 'a field that no key leads to makes the operation an error, not a silent null',
    section: section.key,
    subgraphs: unreachable,
    query: '{ node { text } }',
    answer: { errors: [{ message: expect.stringContaining('Query.node'), code: 'OPERATION_NOT_PLANNABLE' }] },
    asked: {},
  },
  {
    id: 'FED-INTERFACEOBJECT-33',
    rule: 'an object whose source cannot tell its type is null, with the source’s error',
    section: section.fieldErrors,
    subgraphs: unreachable,
    query: '{ node { id } }',
    answer: { data: { node: null }, errors: [{ message: expect.any(String), path: ['node'] }] },
    asked: { left: ['query'] },
  },
  {
    id: 'FED-INTERFACEOBJECT-34',
    rule: 'the key of an interface object with a non-resolvable key can be read',
    section: section.interfaceObject,
    subgraphs: unreachable,
    query: '{ goods { id } }',
    answer: { data: { goods: { id: 'g' } } },
    asked: { left: ['query'] },
  },
  {
    id: 'FED-INTERFACEOBJECT-35',
    rule: 'a fragment on a type is told by the source of the interface',
    section: section.interfaceObject,
    subgraphs: unreachable,
    query: '{ goods { ... on Bread { id name } } }',
    answer: { data: { goods: { id: 'g', name: 'Rye' } } },
    asked: { left: ['query'], right: [[{ __typename: 'Goods', id: 'g' }]] },
  },
  {
    id: 'FED-INTERFACEOBJECT-36',
    rule: 'a field that only types of the interface have is no field of the interface',
    section: section.validation,
    subgraphs: unreachable,
    query: '{ goods { id name } }',
    answer: {
      errors: [
        { message: 'Cannot query field "name" on type "Goods". Did you mean to use an inline fragment on "Bread"?' },
      ],
    },
    asked: {},
  },
]);
