import { describeCases } from './kit/conformance-cases.js';
import type { Row } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** Accounts of a household are shown in its currency, which only the household knows. */
const bank: TestSubgraphs = {
  bank: {
    sdl: `
      type Query { household: Household! households: [Household!]! }
      type Household @key(fields: "id") @context(name: "household") {
        id: ID!
        currency: String
        zero: Int!
        accounts: [Account!]!
      }
      type Account @key(fields: "id") {
        id: ID!
        balance(in: String @fromContext(field: "$household { currency }")): String
        floor(at: Int @fromContext(field: "$household { zero }"), plus: Int = 1): Int
      }
    `,
    resolvers: {
      Query: { household: () => households[0], households: () => households },
      Account: {
        __resolveReference: ({ id }: Row) => ({ id }),
        balance: ({ id }: Row, args: Row) => `${id} in ${args['in']}`,
        floor: (_: unknown, { at, plus }: { at: number; plus: number }) => at + plus,
      },
    },
  },
};
const households = [
  { id: 'h1', currency: 'EUR', zero: 0, accounts: [{ id: 'a1' }, { id: 'a2' }] },
  { id: 'h2', currency: null, zero: 5, accounts: [{ id: 'a1' }] },
];

describeCases('@fromContext', [
  {
    id: 'FED-CONTEXT-01',
    rule: 'an argument is filled with a field of the object that it stands in',
    section: section.fromContext,
    subgraphs: bank,
    query: '{ household { accounts { id balance } } }',
    answer: {
      data: {
        household: {
          accounts: [
            { id: 'a1', balance: 'a1 in EUR' },
            { id: 'a2', balance: 'a2 in EUR' },
          ],
        },
      },
    },
  },
  {
    id: 'FED-CONTEXT-02',
    rule: 'the same entity gets each time the value of the object that it stands in, null among them',
    section: section.fromContext,
    subgraphs: bank,
    query: '{ households { accounts { balance } } }',
    answer: {
      data: {
        households: [
          { accounts: [{ balance: 'a1 in EUR' }, { balance: 'a2 in EUR' }] },
          { accounts: [{ balance: 'a1 in null' }] },
        ],
      },
    },
  },
  {
    id: 'FED-CONTEXT-03',
    rule: 'a falsy value of the context is a value, and other arguments are the client’s',
    section: section.fromContext,
    subgraphs: bank,
    query: 'query ($plus: Int = 2) { household { accounts { floor(plus: $plus) again: floor } } }',
    answer: {
      data: {
        household: {
          accounts: [
            { floor: 2, again: 1 },
            { floor: 2, again: 1 },
          ],
        },
      },
    },
  },
  {
    id: 'FED-CONTEXT-04',
    rule: 'an argument that is filled from the context is no argument for the client',
    section: section.fromContext,
    subgraphs: bank,
    query: '{ household { accounts { balance(in: "USD") } } }',
    answer: { errors: [{ message: 'Unknown argument "in" on field "Account.balance".' }] },
    asked: {},
  },
  {
    id: 'FED-CONTEXT-05',
    rule: 'an alias of the client with the name of the context field does not come in between',
    section: section.aliases,
    subgraphs: bank,
    query: '{ household { currency: id accounts { currency: balance } } }',
    answer: {
      data: { household: { currency: 'h1', accounts: [{ currency: 'a1 in EUR' }, { currency: 'a2 in EUR' }] } },
    },
  },
]);
