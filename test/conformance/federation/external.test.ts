import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraph, TestSubgraphs } from './kit/start-federation.js';

const members = [
  { id: '1', name: 'Ida', nick: 'i' },
  { id: '2', name: 'Jon', nick: null },
];

/** A club where one source extends the type of another, in each way in which that can be written. */
function club(extending: string, options: Pick<TestSubgraph, 'federation'>, owned: string): TestSubgraphs {
  return {
    draw: {
      ...options,
      sdl: `
        type Query { winner: Member winnerByName: Member @provides(fields: "name") }
        ${extending} { id: ID! @external name: String! @external prize: ID }
      `,
      resolvers: {
        Query: {
          winner: () => ({ id: '1', name: 'not provided here', prize: 'p-1' }),
          winnerByName: () => ({ id: '1', name: 'Ida', prize: 'p-1' }),
        },
        Member: { __resolveReference: ({ id }: Row) => ({ id, prize: `p-${id}` }) },
      },
    },
    members: {
      ...options,
      sdl: `
        type Query { member(id: ID): Member }
        type Member @key(fields: "id") { id: ID! name: String! ${owned} nick: String }
      `,
      resolvers: {
        Query: { member: (_: unknown, { id }: Row) => members.find((member) => member.id === id) },
        Member: { __resolveReference: referenceAmong(members) },
      },
    },
  };
}

const forms = [
  ['FED1EXTEND', 'Federation 1, `extend type`', 'extend type Member @key(fields: "id")', { federation: 1 }, ''],
  ['FED1EXTENDS', 'Federation 1, `@extends`', 'type Member @key(fields: "id") @extends', { federation: 1 }, ''],
  ['FED2EXTEND', 'Federation 2, `extend type`', 'extend type Member @key(fields: "id")', {}, '@shareable'],
  ['FED2EXTENDS', 'Federation 2, `@extends`', 'type Member @key(fields: "id") @extends', {}, '@shareable'],
] as const;

for (const [theme, form, extending, options, owned] of forms) {
  const subgraphs = club(extending, options, owned);
  describeCases(`an extended type: ${form}`, [
    {
      id: `FED-${theme}-01`,
      rule: 'an external key is sent by the source that extends the type',
      section: section.extends,
      subgraphs,
      query: '{ winner { id prize } }',
      answer: { data: { winner: { id: '1', prize: 'p-1' } } },
      asked: { draw: ['query'] },
    },
    {
      id: `FED-${theme}-02`,
      rule: 'an external field that is not provided comes from its owner',
      section: section.external,
      subgraphs,
      query: '{ winner { id prize name } member(id: "2") { id name nick } }',
      answer: {
        data: { winner: { id: '1', prize: 'p-1', name: 'Ida' }, member: { id: '2', name: 'Jon', nick: null } },
      },
      asked: { draw: ['query'], members: ['query', [{ __typename: 'Member', id: '1' }]] },
    },
    {
      id: `FED-${theme}-03`,
      rule: 'an external field that is provided is not asked of its owner',
      section: section.provides,
      subgraphs,
      query: '{ winnerByName { id prize name } }',
      answer: { data: { winnerByName: { id: '1', prize: 'p-1', name: 'Ida' } } },
      asked: { draw: ['query'] },
    },
    {
      id: `FED-${theme}-04`,
      rule: 'the fields that extend a type are joined to what its owner answers',
      section: section.contributeFields,
      subgraphs,
      query: '{ member(id: "2") { name prize } }',
      answer: { data: { member: { name: 'Jon', prize: 'p-2' } } },
      asked: { members: ['query'], draw: [[{ __typename: 'Member', id: '2' }]] },
    },
  ]);
}

describeCases('@external beside keys', [
  {
    id: 'FED-EXTERNAL-01',
    rule: 'a type may be extended by keys that its owner knows otherwise',
    section: section.extends,
    subgraphs: {
      cellar: {
        federation: 1,
        sdl: 'type Query { bottle: Wine } type Wine @key(fields: "id") { id: ID! name: String rack: ID }',
        resolvers: { Query: { bottle: () => ({ id: 'w', name: 'Rioja', rack: 'r7' }) } },
      },
      importer: {
        federation: 1,
        sdl: `
          type Query { sample: Wine }
          extend type Wine @key(fields: "id name") @key(fields: "ean") {
            id: ID @external name: String @external ean: String @external price: Float!
          }
        `,
        resolvers: {
          Query: { sample: () => ({ id: 's', name: 'Cava', ean: 'e', price: 1 }) },
          Wine: { __resolveReference: referenceAmong([{ id: 'w', name: 'Rioja', ean: 'ean-w', price: 9.5 }]) },
        },
      },
    },
    query: '{ bottle { id rack price name ean } }',
    answer: { data: { bottle: { id: 'w', rack: 'r7', price: 9.5, name: 'Rioja', ean: 'ean-w' } } },
    asked: { cellar: ['query'], importer: [[{ __typename: 'Wine', id: 'w', name: 'Rioja' }]] },
  },
  {
    id: 'FED-EXTERNAL-02',
    rule: 'an extension whose key alone is external resolves and refers to the entity',
    section: section.external,
    subgraphs: {
      prices: {
        sdl: 'type Query { cheapest: Tool } extend type Tool @key(fields: "id") { id: ID! @external price: Float }',
        resolvers: {
          Query: { cheapest: () => ({ id: 'saw', price: 0 }) },
          Tool: {
            __resolveReference: referenceAmong([
              { id: 'saw', price: 0 },
              { id: 'axe', price: 20 },
            ]),
          },
        },
      },
      tools: {
        sdl: 'type Query { tools: [Tool!]! } type Tool @key(fields: "id") { id: ID! name: String! }',
        resolvers: {
          Query: {
            tools: () => [
              { id: 'axe', name: 'Axe' },
              { id: 'saw', name: 'Saw' },
            ],
          },
          Tool: { __resolveReference: referenceAmong([{ id: 'saw', name: 'Saw' }]) },
        },
      },
    },
    query: '{ cheapest { id price name } tools { name price id } }',
    answer: {
      data: {
        cheapest: { id: 'saw', price: 0, name: 'Saw' },
        tools: [
          { name: 'Axe', price: 20, id: 'axe' },
          { name: 'Saw', price: 0, id: 'saw' },
        ],
      },
    },
  },
  {
    id: 'FED-EXTERNAL-03',
    rule: 'a whole type may be external, for the sake of a field set',
    section: section.external,
    subgraphs: {
      cars: {
        sdl: 'type Query { car: Car } type Car @key(fields: "vin") { vin: ID! engine: Engine } type Engine { kw: Int! fuel: String! }',
        resolvers: { Query: { car: () => ({ vin: 'v', engine: { kw: 0, fuel: 'none' } }) } },
      },
      tax: {
        sdl: `
          type Car @key(fields: "vin") { vin: ID! engine: Engine @external tax: Int @requires(fields: "engine { kw }") }
          type Engine @external { kw: Int! }
        `,
        resolvers: { Car: { tax: ({ engine }: { engine: { kw: number } }) => engine.kw * 2 } },
      },
    },
    query: '{ car { tax engine { fuel } } }',
    answer: { data: { car: { tax: 0, engine: { fuel: 'none' } } } },
    asked: { cars: ['query'], tax: [[{ __typename: 'Car', vin: 'v', engine: { kw: 0 } }]] },
  },
]);
