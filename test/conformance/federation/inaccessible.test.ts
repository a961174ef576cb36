import { expect } from 'vitest';
import { describeCases } from './kit/conformance-cases.js';
import type { Row } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** Neighbours have relations of which clients see only some, and prices that only the gateway sees. */
const street: TestSubgraphs = {
  ages: {
    sdl: `
      type Query { neighbours: [Neighbour!]! @shareable }
      type Neighbour @key(fields: "id") { id: ID age: Int salary: Int @inaccessible }
    `,
    resolvers: {
      Query: {
        neighbours: () => [
          { id: '1', age: 40 },
          { id: '2', age: 0 },
        ],
      },
      Neighbour: {
        __resolveReference: ({ id }: Row) => ({ id, age: 1 }),
        salary: ({ id }: Row) => Number(id) * 1000,
      },
    },
  },
  ties: {
    sdl: `
      type Query { tied: [Neighbour!]! }
      type Neighbour @key(fields: "id") {
        id: ID
        tied(by: Tie = FAMILY @inaccessible): [Neighbour!]!
        tie: Tie
        salary: Int @external
        rich: Boolean @requires(fields: "salary")
        rank: Rank
      }
      enum Tie { FAMILY @inaccessible FRIEND }
      union Rank = Boss | Spy
      type Boss { title: String }
      type Spy @inaccessible { title: String }
    `,
    resolvers: {
      Query: { tied: () => [{ id: '1' }, { id: '2' }] },
      Neighbour: {
        tied: ({ id }: Row, { by }: Row) => [{ id: `${id}-${by}`, tie: by }],
        rich: ({ salary }: { salary: number }) => salary > 1000,
        rank: ({ id }: Row) => ({ __typename: id === '1' ? 'Boss' : 'Spy', title: 'T' }),
      },
    },
  },
};

describeCases('@inaccessible', [
  {
    id: 'FED-INACCESSIBLE-01',
    rule: 'a hidden argument keeps its default, and a hidden default value is the source’s own',
    section: section.inaccessible,
    subgraphs: street,
    query: '{ neighbours { id tied { id } } }',
    answer: {
      data: {
        neighbours: [
          { id: '1', tied: [{ id: '1-FAMILY' }] },
          { id: '2', tied: [{ id: '2-FAMILY' }] },
        ],
      },
    },
  },
  {
    id: 'FED-INACCESSIBLE-02',
    rule: 'a hidden argument may not be given',
    section: section.inaccessible,
    subgraphs: street,
    query: '{ tied { tied(by: FRIEND) { id } } }',
    answer: { errors: [{ message: 'Unknown argument "by" on field "Neighbour.tied".' }] },
    asked: {},
  },
  {
    id: 'FED-INACCESSIBLE-03',
    rule: 'a hidden value that a source sends is null for the client, whose error does not name it',
    section: section.inaccessible,
    subgraphs: street,
    query: '{ tied { tied { tie } } }',
    answer: {
      data: { tied: [{ tied: [{ tie: null }] }, { tied: [{ tie: null }] }] },
      errors: [0, 1].map((i) => ({
        message: 'Cannot represent a value as "Tie"',
        path: ['tied', i, 'tied', 0, 'tie'],
        code: 'RESPONSE_VALIDATION_FAILED',
      })),
    },
  },
  {
    id: 'FED-INACCESSIBLE-04',
    rule: 'a hidden field may not be selected, nor is it suggested',
    section: section.inaccessible,
    subgraphs: street,
    query: '{ neighbours { salary } }',
    answer: { errors: [{ message: 'Cannot query field "salary" on type "Neighbour".' }] },
    asked: {},
  },
  {
    id: 'FED-INACCESSIBLE-05',
    rule: 'a hidden field is fetched for the sake of a field that requires it, and not shown',
    section: section.requires,
    subgraphs: street,
    query: '{ tied { id rich } }',
    answer: {
      data: {
        tied: [
          { id: '1', rich: false },
          { id: '2', rich: true },
        ],
      },
    },
    asked: {
      ties: [
        'query',
        [
          { __typename: 'Neighbour', id: '1', salary: 1000 },
          { __typename: 'Neighbour', id: '2', salary: 2000 },
        ],
      ],
      ages: [
        [
          { __typename: 'Neighbour', id: '1' },
          { __typename: 'Neighbour', id: '2' },
        ],
      ],
    },
  },
  {
    id: 'FED-INACCESSIBLE-06',
    rule: 'introspection shows nothing of what is hidden',
    section: section.inaccessible,
    subgraphs: street,
    query: `{
      tie: __type(name: "Tie") { enumValues { name } }
      neighbour: __type(name: "Neighbour") { fields { name args { name } } }
      spy: __type(name: "Spy") { name }
      rank: __type(name: "Rank") { possibleTypes { name } }
    }`,
    answer: {
      data: {
        tie: { enumValues: [{ name: 'FRIEND' }] },
        neighbour: {
          fields: expect.arrayContaining(
            ['id', 'age', 'tied', 'tie', 'rich', 'rank'].map((name) => ({ name, args: [] })),
          ),
        },
        spy: null,
        rank: { possibleTypes: [{ name: 'Boss' }] },
      },
    },
    asked: {},
  },
  {
    id: 'FED-INACCESSIBLE-07',
    rule: 'an object of a hidden type is null for the client, whose error does not name the type',
    section: section.inaccessible,
    subgraphs: street,
    query: '{ tied { rank { __typename ... on Boss { title } } } }',
    answer: {
      data: { tied: [{ rank: { __typename: 'Boss', title: 'T' } }, { rank: null }] },
      errors: [
        {
          message: expect.not.stringContaining('Spy'),
          path: ['tied', 1, 'rank'],
          code: 'RESPONSE_VALIDATION_FAILED',
        },
      ],
    },
  },
]);
