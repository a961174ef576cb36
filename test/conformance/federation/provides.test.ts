import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A cinema's programme knows titles of films where it lists them; the film archive knows them always. */
const films = [
  { id: 'm', title: 'Metropolis', year: 1927, director: { id: 'lang', name: 'Lang', born: 1890 } },
  { id: 's', title: 'Solaris', year: 1972, director: { id: 'tark', name: 'Tarkovsky', born: 1932 } },
];
const cinema: TestSubgraphs = {
  programme: {
    sdl: `
      type Query {
        tonight: [Film!]! @provides(fields: "title director { name }")
        tomorrow: [Film!]!
        shows: [Show!]!
      }
      type Show { at: String! film: Film @provides(fields: "title") }
      type Film @key(fields: "id") { id: ID! title: String @external director: Director @external }
      type Director @key(fields: "id") { id: ID! name: String @external }
    `,
    resolvers: {
      Query: {
        tonight: () => films.map(({ id, title, director }) => ({ id, title, director })),
        // Nothing is provided here: whoever asks this source for a title gets a wrong one.
        tomorrow: () => films.map(({ id }) => ({ id, title: 'wrong', director: { id: 'wrong', name: 'wrong' } })),
        shows: () => [{ at: '20:00', film: { id: 'm', title: 'Metropolis' } }],
      },
    },
  },
  archive: {
    sdl: `
      type Film @key(fields: "id") { id: ID! title: String @shareable year: Int director: Director @shareable }
      type Director @key(fields: "id") { id: ID! name: String @shareable born: Int }
    `,
    resolvers: {
      Film: { __resolveReference: referenceAmong(films) },
      Director: { __resolveReference: referenceAmong(films.map(({ director }) => director)) },
    },
  },
};

/** A list of trips, whose stops come with towns, as far as the source that lists them provides. */
const towns = [
  { id: 'a', name: 'Aachen', twins: ['b'] },
  { id: 'b', name: 'Bonn', twins: ['a'] },
];
const twinsOf = (id: unknown) => towns.filter((town) => town.id !== id);
const travel: TestSubgraphs = {
  trips: {
    sdl: `
      type Query { trips: [Trip] @shareable @provides(fields: "towns { id name twins { id name } }") }
      type Trip @key(fields: "id") { id: ID! towns: [Town] @external }
      type Town @key(fields: "id") { id: ID! name: String twins: [Town] @external }
    `,
    resolvers: {
      Query: {
        trips: () => [{ id: 't', towns: towns.map((town) => ({ ...town, twins: twinsOf(town.id) })) }],
      },
    },
  },
  maps: {
    sdl: `
      type Trip @key(fields: "id") { id: ID! towns: [Town] @shareable }
      type Town @key(fields: "id") { id: ID! twins: [Town] @shareable }
    `,
    resolvers: {
      Trip: { towns: () => towns.map(({ id }) => ({ id })) },
      Town: { twins: ({ id }: Row) => twinsOf(id).map((town) => ({ id: town.id })) },
    },
  },
};

describeCases('@provides', [
  {
    id: 'FED-PROVIDES-01',
    rule: 'a provided field is taken from the source that provides it',
    section: section.provides,
    subgraphs: cinema,
    query: '{ tonight { title director { name } } }',
    answer: {
      data: {
        tonight: [
          { title: 'Metropolis', director: { name: 'Lang' } },
          { title: 'Solaris', director: { name: 'Tarkovsky' } },
        ],
      },
    },
    asked: { programme: ['query'] },
  },
  {
    id: 'FED-PROVIDES-02',
    rule: 'a field is provided on the one path only that says so',
    section: section.provides,
    subgraphs: cinema,
    query: '{ tomorrow { title director { id name } } }',
    answer: {
      data: {
        tomorrow: [
          { title: 'Metropolis', director: { id: 'lang', name: 'Lang' } },
          { title: 'Solaris', director: { id: 'tark', name: 'Tarkovsky' } },
        ],
      },
    },
    asked: {
      programme: ['query'],
      archive: [
        [
          { __typename: 'Film', id: 'm' },
          { __typename: 'Film', id: 's' },
        ],
      ],
    },
  },
  {
    id: 'FED-PROVIDES-03',
    rule: 'what is not provided comes from its owner, what is provided stays',
    section: section.provides,
    subgraphs: cinema,
    query: '{ tonight { title year } }',
    answer: {
      data: {
        tonight: [
          { title: 'Metropolis', year: 1927 },
          { title: 'Solaris', year: 1972 },
        ],
      },
    },
  },
  {
    id: 'FED-PROVIDES-04',
    rule: 'a field of a value type may provide',
    section: section.provides,
    subgraphs: cinema,
    query: '{ shows { at film { id title } } }',
    answer: { data: { shows: [{ at: '20:00', film: { id: 'm', title: 'Metropolis' } }] } },
    asked: { programme: ['query'] },
  },
  {
    id: 'FED-PROVIDES-05',
    rule: 'a nested field set provides as deep as it goes',
    section: section.provides,
    subgraphs: travel,
    query: '{ trips { towns { id name twins { id name } } } }',
    answer: {
      data: {
        trips: [
          {
            towns: [
              { id: 'a', name: 'Aachen', twins: [{ id: 'b', name: 'Bonn' }] },
              { id: 'b', name: 'Bonn', twins: [{ id: 'a', name: 'Aachen' }] },
            ],
          },
        ],
      },
    },
    asked: { trips: ['query'] },
  },
  {
    id: 'FED-PROVIDES-06',
    rule: 'below what is provided, fields are fetched from whoever has them',
    section: section.provides,
    subgraphs: travel,
    query: '{ trips { towns { id twins { id twins { id } } } } }',
    answer: {
      data: {
        trips: [
          {
            towns: [
              { id: 'a', twins: [{ id: 'b', twins: [{ id: 'a' }] }] },
              { id: 'b', twins: [{ id: 'a', twins: [{ id: 'b' }] }] },
            ],
          },
        ],
      },
    },
  },
]);

/** A shelter lists animals; who asks through the desk gets their names provided. */
const animals = [
  { __typename: 'Dog', id: 'd', name: 'Rex', age: 3 },
  { __typename: 'Cat', id: 'c', name: 'Tom', age: 0 },
];
const shelter: TestSubgraphs = {
  door: {
    sdl: `
      type Query { visit: Visit @shareable star: Tour @provides(fields: "animals { ... on Dog { name } }") }
      interface Visit { id: ID! }
      interface Animal { id: ID! }
      type Tour implements Visit @key(fields: "id") { id: ID! animals: [Animal] @shareable }
      type Dog implements Animal @key(fields: "id") { id: ID! @external name: String @external }
      type Cat implements Animal @key(fields: "id") { id: ID! @external }
    `,
    resolvers: {
      Query: { visit: () => ({ __typename: 'Tour', id: 't' }), star: () => ({ id: 't' }) },
      Tour: {
        animals: () => animals.map(({ __typename, id, name }) => ({ __typename, id, name })),
      },
    },
  },
  desk: {
    sdl: `
      type Query { visit: Visit @shareable @provides(fields: "animals { id name }") }
      interface Visit { id: ID! animals: [Animal] }
      interface Animal { id: ID! name: String }
      type Tour implements Visit { id: ID! @shareable animals: [Animal] @external }
      type Dog implements Animal { id: ID! @external name: String @external }
      type Cat implements Animal { id: ID! @external name: String @external }
    `,
    resolvers: {
      Query: {
        visit: () => ({
          __typename: 'Tour',
          id: 't',
          animals: animals.map(({ __typename, id, name }) => ({ __typename, id, name })),
        }),
      },
    },
  },
  vet: {
    sdl: `
      interface Visit { id: ID! animals: [Animal] }
      interface Animal { id: ID! name: String }
      type Tour implements Visit @key(fields: "id") { id: ID! animals: [Animal] @shareable }
      type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable age: Int }
      type Cat implements Animal @key(fields: "id") { id: ID! name: String @shareable age: Int }
    `,
    resolvers: {
      Tour: { animals: () => animals },
      Dog: { __resolveReference: referenceAmong(animals) },
      Cat: { __resolveReference: referenceAmong(animals) },
    },
  },
};

/** A kiosk lists papers and maps; one of the two sources that do provides the titles of papers. */
const prints = [
  { __typename: 'Paper', id: 'p', title: 'Times' },
  { __typename: 'Chart', id: 'c', title: 'Coast' },
];
const kiosk: TestSubgraphs = {
  rack: {
    sdl: `
      type Query { prints: [Print] @shareable }
      union Print = Paper | Chart
      type Paper @key(fields: "id") { id: ID! }
      type Chart @key(fields: "id") { id: ID! }
    `,
    resolvers: { Query: { prints: () => prints.map(({ __typename, id }) => ({ __typename, id })) } },
  },
  counter: {
    sdl: `
      type Query { prints: [Print] @shareable @provides(fields: "... on Paper { title }") }
      union Print = Paper | Chart
      type Paper @key(fields: "id") { id: ID! title: String @external }
      type Chart @key(fields: "id") { id: ID! }
    `,
    resolvers: { Query: { prints: () => prints } },
  },
  press: {
    sdl: `
      type Paper @key(fields: "id") { id: ID! title: String @shareable }
      type Chart @key(fields: "id") { id: ID! title: String @shareable }
    `,
    resolvers: {
      Paper: { __resolveReference: referenceAmong(prints) },
      Chart: { __resolveReference: referenceAmong(prints) },
    },
  },
};

describeCases('@provides on abstract types', [
  {
    id: 'FED-PROVABSTRACT-01',
    rule: 'fields of an interface are provided for all its types',
    section: section.provides,
    subgraphs: shelter,
    query: '{ visit { id animals { id name } } }',
    answer: {
      data: {
        visit: {
          id: 't',
          animals: [
            { id: 'd', name: 'Rex' },
            { id: 'c', name: 'Tom' },
          ],
        },
      },
    },
    asked: { desk: ['query'] },
  },
  {
    id: 'FED-PROVABSTRACT-02',
    rule: 'a field of one type beside provided ones is fetched from its owner',
    section: section.provides,
    subgraphs: shelter,
    query: '{ visit { id animals { id name ... on Cat { age } } } }',
    answer: {
      data: {
        visit: {
          id: 't',
          animals: [
            { id: 'd', name: 'Rex' },
            { id: 'c', name: 'Tom', age: 0 },
          ],
        },
      },
    },
  },
  {
    id: 'FED-PROVABSTRACT-03',
    rule: 'what is provided for one type of an interface is not provided for another',
    section: section.provides,
    subgraphs: shelter,
    query: '{ star { animals { id ... on Dog { name } ... on Cat { name } } } }',
    answer: {
      data: {
        star: {
          animals: [
            { id: 'd', name: 'Rex' },
            { id: 'c', name: 'Tom' },
          ],
        },
      },
    },
  },
  {
    id: 'FED-PROVABSTRACT-04',
    rule: 'what is provided for one member of a union is taken there',
    section: section.provides,
    subgraphs: kiosk,
    query: '{ prints { ... on Paper { id title } ... on Chart { id } } }',
    answer: { data: { prints: [{ id: 'p', title: 'Times' }, { id: 'c' }] } },
    asked: { counter: ['query'] },
  },
  {
    id: 'FED-PROVABSTRACT-05',
    rule: 'the other member’s field comes from its owner',
    section: section.provides,
    subgraphs: kiosk,
    query: '{ prints { ... on Paper { id title } ... on Chart { id title } } }',
    answer: {
      data: {
        prints: [
          { id: 'p', title: 'Times' },
          { id: 'c', title: 'Coast' },
        ],
      },
    },
  },
]);
