import { describeCases } from './kit/conformance-cases.js';
import type { Row } from './kit/entities.js';
import { section } from './kit/sections.js';
import { clientError, type TestSubgraph, type TestSubgraphs } from './kit/start-federation.js';

function fail(message = 'broken', code = 'BROKEN'): () => never {
  return () => {
    throw clientError(message, code);
  };
}

/** A garage of cars; what the workshop knows of them may be null where it must not be. */
const garage = {
  sdl: `
    type Query { cars: [Car] strictCars: [Car!] car: Car strictCar: Car! none: Car parts: [[Part!]!] }
    type Car @key(fields: "id") { id: ID! name: String! twin: Car parts: [Part!] }
    type Part { code: String! size: Int }
  `,
  resolvers: {
    Query: {
      cars: () => [
        { id: '1', name: 'A' },
        { id: '2', name: 'B' },
        { id: '3', name: 'C' },
      ],
      strictCars: () => [
        { id: '1', name: 'A' },
        { id: '2', name: 'B' },
      ],
      car: () => ({ id: '2', name: 'B' }),
      strictCar: () => ({ id: '2', name: 'B' }),
      none: () => null,
      parts: () => [[{ code: 'x' }], [{ code: null }]],
    },
    Car: {
      __resolveReference: ({ id }: Row) => ({ id, name: 'again' }),
      twin: ({ id }: Row) => (id === '2' ? { id: '1', name: 'A' } : null),
      parts: ({ id }: Row) =>
        id === '1'
          ? [
              { code: 'x', size: 0 },
              { code: null, size: 1 },
            ]
          : null,
    },
  },
};
const workshop: TestSubgraph = {
  sdl: 'type Car @key(fields: "id") { id: ID! bay: Int! check: Check } type Check { passed: Boolean! by: String }',
  resolvers: {
    Car: {
      bay: ({ id }: Row) => (id === '2' ? null : Number(id)),
      check: ({ id }: Row) => (id === '3' ? { passed: null, by: 'X' } : { passed: false, by: null }),
    },
  },
};
const cars: TestSubgraphs = { garage, workshop };
const noBay = 'Cannot return null for non-nullable field Car.bay.';

describeCases('null propagation', [
  {
    id: 'FED-NULLS-01',
    rule: 'a null where none may be makes the nearest nullable parent null, with the source’s one error',
    section: section.fieldErrors,
    subgraphs: cars,
    query: '{ cars { name bay } }',
    answer: {
      data: { cars: [{ name: 'A', bay: 1 }, null, { name: 'C', bay: 3 }] },
      errors: [{ message: noBay, path: ['cars', 1, 'bay'] }],
    },
  },
  {
    id: 'FED-NULLS-02',
    rule: 'it travels through a list of non-null items',
    section: section.fieldErrors,
    subgraphs: cars,
    query: '{ strictCars { name bay } car { name } }',
    answer: {
      data: { strictCars: null, car: { name: 'B' } },
      errors: [{ message: noBay, path: ['strictCars', 1, 'bay'] }],
    },
  },
  {
    id: 'FED-NULLS-03',
    rule: 'it travels to the root when nothing on the way is nullable',
    section: section.fieldErrors,
    subgraphs: cars,
    query: '{ car { name } strictCar { bay } }',
    answer: { data: null, errors: [{ message: noBay, path: ['strictCar', 'bay'] }] },
  },
  {
    id: 'FED-NULLS-04',
    rule: 'it stops at a nullable object of the same source',
    section: section.fieldErrors,
    subgraphs: cars,
    query: '{ cars { name check { by passed } } }',
    answer: {
      data: {
        cars: [
          { name: 'A', check: { by: null, passed: false } },
          { name: 'B', check: { by: null, passed: false } },
          { name: 'C', check: null },
        ],
      },
      errors: [
        { message: 'Cannot return null for non-nullable field Check.passed.', path: ['cars', 2, 'check', 'passed'] },
      ],
    },
  },
  {
    id: 'FED-NULLS-05',
    rule: 'the path of an error has the client’s aliases',
    section: section.errorPath,
    subgraphs: cars,
    query: '{ all: cars { name: id place: bay } }',
    answer: {
      data: { all: [{ name: '1', place: 1 }, null, { name: '3', place: 3 }] },
      errors: [{ message: noBay, path: ['all', 1, 'place'] }],
    },
  },
  {
    id: 'FED-NULLS-06',
    rule: 'an entity in two places brings its error to both',
    section: section.errorPath,
    subgraphs: cars,
    query: '{ car { name bay } cars { bay } }',
    answer: {
      data: { car: null, cars: [{ bay: 1 }, null, { bay: 3 }] },
      errors: [
        { message: noBay, path: ['car', 'bay'] },
        { message: noBay, path: ['cars', 1, 'bay'] },
      ],
    },
  },
  {
    id: 'FED-NULLS-07',
    rule: 'a null object asks nobody for its fields, and is no error',
    section: section.fieldErrors,
    subgraphs: cars,
    query: '{ none { name bay } }',
    answer: { data: { none: null } },
    asked: { garage: ['query'] },
  },
  {
    id: 'FED-NULLS-08',
    rule: 'a null inside of lists of lists of non-null items travels to the outer list',
    section: section.lists,
    subgraphs: cars,
    query: '{ parts { code } }',
    answer: {
      data: { parts: null },
      errors: [{ message: 'Cannot return null for non-nullable field Part.code.', path: ['parts', 1, 0, 'code'] }],
    },
  },
  {
    id: 'FED-NULLS-09',
    rule: 'what the client did not ask for is not missed',
    section: section.fieldErrors,
    subgraphs: cars,
    query: '{ cars { id } car { twin { name parts { size } } } }',
    answer: {
      data: {
        cars: [{ id: '1' }, { id: '2' }, { id: '3' }],
        car: { twin: { name: 'A', parts: [{ size: 0 }, { size: 1 }] } },
      },
    },
  },
  {
    id: 'FED-NULLS-10',
    rule: 'an entity that its source does not know is an error where a field of it must not be null',
    section: section.fieldErrors,
    subgraphs: {
      garage,
      workshop: {
        ...workshop,
        answer: () => ({ data: { _entities: [{ bay: 1 }, null, { bay: 3 }] }, errors: [] }),
      },
    },
    query: '{ cars { bay } }',
    answer: {
      data: { cars: [{ bay: 1 }, null, { bay: 3 }] },
      errors: [{ message: noBay, path: ['cars', 1, 'bay'], code: 'RESPONSE_VALIDATION_FAILED' }],
    },
  },
]);

/** The same cars, when the workshop has troubles of its own. */
const troubled = (car: Row, sdl = 'bay: Int! check: Int'): TestSubgraphs => ({
  garage,
  workshop: { sdl: `type Car @key(fields: "id") { id: ID! ${sdl} }`, resolvers: { Car: car as never } },
});

describeCases('errors of sources', [
  {
    id: 'FED-ERRORS-01',
    rule: 'an error at a nullable field leaves the rest, with path and code as the source gave them',
    section: section.errorPath,
    subgraphs: troubled({ bay: () => 7, check: fail() }),
    query: '{ car { bay check name } }',
    answer: {
      data: { car: { bay: 7, check: null, name: 'B' } },
      errors: [{ message: 'broken', path: ['car', 'check'], code: 'BROKEN' }],
    },
  },
  {
    id: 'FED-ERRORS-02',
    rule: 'an error at a field that must not be null is not reported a second time on its way up',
    section: section.fieldErrors,
    subgraphs: troubled({ bay: fail('no bay'), check: () => 1 }),
    query: '{ cars { bay } car { check } }',
    answer: {
      data: { cars: [null, null, null], car: { check: 1 } },
      errors: [0, 1, 2].map((i) => ({ message: 'no bay', path: ['cars', i, 'bay'], code: 'BROKEN' })),
    },
  },
  {
    id: 'FED-ERRORS-03',
    rule: 'a reference that throws is an error at every object that it stands for',
    section: section.entitiesField,
    subgraphs: troubled({
      __resolveReference: async ({ id }: Row) => (id === '2' ? fail('not this one')() : { id, bay: 1 }),
      check: () => 1,
    }),
    query: '{ cars { bay } car { name check } }',
    answer: {
      data: { cars: [{ bay: 1 }, null, { bay: 1 }], car: { name: 'B', check: null } },
      errors: [
        { message: 'not this one', path: ['cars', 1], code: 'BROKEN' },
        { message: 'not this one', path: ['car'], code: 'BROKEN' },
      ],
    },
  },
  {
    id: 'FED-ERRORS-04',
    rule: 'errors of root fields of two sources stand side by side',
    section: section.fieldErrors,
    subgraphs: {
      left: { sdl: 'type Query { a: Int aToo: Int }', resolvers: { Query: { a: fail('no a'), aToo: () => 0 } } },
      right: { sdl: 'type Query { b: [Int!] }', resolvers: { Query: { b: () => [0, null] } } },
    },
    query: '{ first: a aToo b }',
    answer: {
      data: { first: null, aToo: 0, b: null },
      errors: [
        { message: 'no a', path: ['first'], code: 'BROKEN' },
        { message: 'Cannot return null for non-nullable field Query.b.', path: ['b', 1] },
      ],
    },
  },
  {
    id: 'FED-ERRORS-05',
    rule: 'a required field that fails reports its error at the object, since nobody asked for the field itself',
    section: section.requires,
    subgraphs: {
      base: {
        sdl: 'type Query { lamp: Lamp } type Lamp @key(fields: "id") { id: ID! watts: Int }',
        resolvers: { Query: { lamp: () => ({ id: '1' }) }, Lamp: { watts: fail('unreadable') } },
      },
      cost: {
        sdl: 'type Lamp @key(fields: "id") { id: ID! watts: Int @external cost: Int @requires(fields: "watts") }',
        resolvers: { Lamp: { cost: ({ watts }: Row) => (watts === null ? 99 : 1) } },
      },
    },
    query: '{ lamp { cost } }',
    answer: { data: { lamp: { cost: 99 } }, errors: [{ message: 'unreadable', path: ['lamp'], code: 'BROKEN' }] },
    asked: { base: ['query'], cost: [[{ __typename: 'Lamp', id: '1', watts: null }]] },
  },
  {
    id: 'FED-ERRORS-06',
    rule: 'an error of a source without a path concerns the fields that its fetch was for',
    section: section.errorPath,
    subgraphs: {
      garage,
      workshop: {
        ...workshop,
        answer: () => ({ data: null, errors: [{ message: 'closed', extensions: { code: 'CLOSED' } }] }),
      },
    },
    query: '{ car { name check { by } } }',
    answer: {
      data: { car: { name: 'B', check: null } },
      errors: [{ message: 'closed', path: ['car', 'check'], code: 'CLOSED' }],
    },
  },
]);
