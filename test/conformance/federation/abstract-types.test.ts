import { expect } from 'vitest';
import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A zoo: the register knows its creatures by type, the kitchen feeds by size, the vet writes reports. */
const creatures = [
  {
    __typename: 'Lion',
    id: 'l1',
    tag: 'T1',
    keeper: { mail: 'ann@zoo' },
    size: { kg: 190, tall: 1 },
    home: { __typename: 'Cage', id: 'c1' },
  },
  {
    __typename: 'Newt',
    id: 'n1',
    tag: 'T2',
    keeper: { mail: 'bob@zoo' },
    size: { kg: 0, tall: 0 },
    home: { __typename: 'Pond', litres: 90 },
  },
  {
    __typename: 'Lion',
    id: 'l2',
    tag: 'T3',
    keeper: { mail: 'ann@zoo' },
    size: null,
    home: { __typename: 'Cage', id: 'c2' },
  },
];
const kin = (id: unknown) => creatures.filter((one) => one.id !== id && one.__typename === byId(id)?.__typename);
const byId = (id: unknown) => creatures.find((one) => one.id === id);
const reports = [
  { id: 1, about: 'l1' },
  { id: 2, about: 'l1' },
  { id: 3, about: 'n1' },
];
const zoo: TestSubgraphs = {
  register: {
    sdl: `
      type Query { creatures: [Creature] kin(id: ID!): [Creature] }
      interface Creature { id: ID! tag: String keeper: Keeper size: Size secret: Boolean @inaccessible }
      interface Social { kin: [Creature] }
      type Size @shareable { kg: Float tall: Int }
      type Lion implements Creature & Social @key(fields: "id") {
        id: ID! tag: String keeper: Keeper size: Size @shareable kin: [Lion] home: Home secret: Boolean
      }
      type Newt implements Creature & Social @key(fields: "id") {
        id: ID! tag: String keeper: Keeper size: Size @shareable kin: [Newt] home: Home secret: Boolean
      }
      union Home = Cage | Pond
      type Cage { id: ID! @shareable }
      type Pond { litres: Int }
      type Keeper @key(fields: "mail") { mail: ID! animals: Int @shareable }
    `,
    resolvers: {
      Query: { creatures: () => creatures, kin: (_: unknown, { id }: Row) => kin(id) },
      Lion: { __resolveReference: referenceAmong(creatures), kin: ({ id }: Row) => kin(id) },
      Newt: { __resolveReference: referenceAmong(creatures), kin: ({ id }: Row) => kin(id) },
      Keeper: { animals: () => 2 },
    },
  },
  cages: {
    sdl: `
      type Cage @key(fields: "id") { id: ID! bars: Int label: Label }
      type Hut @key(fields: "id") { id: ID! label: String }
      type Label { text: String }
      union Home = Cage | Hut
    `,
    resolvers: {
      Cage: { __resolveReference: ({ id }: Row) => ({ id, bars: 12, label: { text: `cage ${id}` } }) },
    },
  },
  lions: {
    sdl: 'type Query { lions: [Lion] } type Lion @key(fields: "id") { id: ID! roar: String }',
    resolvers: { Query: { lions: () => [] }, Lion: { roar: ({ id }: Row) => `roar of ${id}` } },
  },
  newts: {
    sdl: 'type Query { newts: [Newt] } type Newt @key(fields: "id") { id: ID! spots: Int }',
    resolvers: { Query: { newts: () => [] }, Newt: { spots: () => 0 } },
  },
  kitchen: {
    sdl: `
      interface Creature { id: ID! size: Size meal(on: String): Meal }
      type Lion implements Creature @key(fields: "id") {
        id: ID! size: Size @external meal(on: String): Meal @requires(fields: "size { kg tall }")
      }
      type Newt implements Creature @key(fields: "id") {
        id: ID! size: Size @external meal(on: String): Meal @requires(fields: "size { kg tall }")
      }
      type Size @shareable { kg: Float tall: Int }
      type Meal { grams: Int day: String }
    `,
    resolvers: Object.fromEntries(
      ['Lion', 'Newt'].map((type) => [
        type,
        {
          meal: ({ size }: { size: { kg: number } | null }, { on }: Row) =>
            size === null ? null : { grams: size.kg * 10, day: on },
        },
      ]),
    ),
  },
  vet: {
    sdl: `
      type Query { report(id: Int!): Report }
      interface Creature { id: ID! reports: [Report!]! count: Int! }
      type Lion implements Creature @key(fields: "id") { id: ID! reports: [Report!]! count: Int! }
      type Newt implements Creature @key(fields: "id") { id: ID! reports: [Report!]! count: Int! }
      type Report { id: Int! about: Creature }
    `,
    resolvers: {
      Query: { report: (_: unknown, { id }: Row) => reports.find((one) => one.id === id) },
      ...Object.fromEntries(
        ['Lion', 'Newt'].map((type) => [
          type,
          {
            reports: ({ id }: Row) => reports.filter((one) => one.about === id),
            count: ({ id }: Row) => reports.filter((one) => one.about === id).length,
          },
        ]),
      ),
      Report: {
        about: ({ about }: Row) => ({ __typename: byId(about)?.__typename, id: about }),
      },
    },
  },
  staff: {
    sdl: 'type Keeper @key(fields: "mail") { mail: ID! name: String animals: Int @shareable }',
    resolvers: { Keeper: { __resolveReference: ({ mail }: Row) => ({ mail, name: `keeper ${mail}`, animals: 2 }) } },
  },
};

describeCases('interfaces over sources', [
  {
    id: 'FED-ABSTRACT-01',
    rule: 'a field of an interface that every type has is fetched from the source at hand',
    section: section.entityInterfaces,
    subgraphs: zoo,
    query: '{ creatures { id size { kg tall } } }',
    answer: {
      data: {
        creatures: [
          { id: 'l1', size: { kg: 190, tall: 1 } },
          { id: 'n1', size: { kg: 0, tall: 0 } },
          { id: 'l2', size: null },
        ],
      },
    },
    asked: { register: ['query'] },
  },
  {
    id: 'FED-ABSTRACT-02',
    rule: 'a field of an interface with arguments is fetched for each type by that type’s key',
    section: section.entityInterfaces,
    subgraphs: zoo,
    query:
      '{ lion: kin(id: "l1") { id meal(on: "Mon") { grams day } } newt: kin(id: "n1") { id meal(on: "Tue") { day } } }',
    answer: { data: { lion: [{ id: 'l2', meal: null }], newt: [] } },
  },
  {
    id: 'FED-ABSTRACT-03',
    rule: 'what the types of an interface require is gathered for each of them',
    section: section.requires,
    subgraphs: zoo,
    query: 'query ($on: String = "Sun") { creatures { meal(on: $on) { grams day } } }',
    answer: {
      data: {
        creatures: [{ meal: { grams: 1900, day: 'Sun' } }, { meal: { grams: 0, day: 'Sun' } }, { meal: null }],
      },
    },
    asked: {
      register: ['query'],
      kitchen: [
        [
          { __typename: 'Lion', id: 'l1', size: { kg: 190, tall: 1 } },
          { __typename: 'Newt', id: 'n1', size: { kg: 0, tall: 0 } },
          { __typename: 'Lion', id: 'l2', size: null },
        ],
      ],
    },
  },
  {
    id: 'FED-ABSTRACT-04',
    rule: 'selections on an interface, on its types and on another interface are merged',
    section: section.mergeFields,
    subgraphs: zoo,
    query: `{ creatures {
      tag ... on Creature { tag } ... on Lion { tag } ... on Newt { tag } ... on Social { __typename type: __typename }
    } }`,
    answer: {
      data: {
        creatures: [
          { tag: 'T1', __typename: 'Lion', type: 'Lion' },
          { tag: 'T2', __typename: 'Newt', type: 'Newt' },
          { tag: 'T3', __typename: 'Lion', type: 'Lion' },
        ],
      },
    },
    asked: { register: ['query'] },
  },
  {
    id: 'FED-ABSTRACT-05',
    rule: 'an aliased entity below an interface is joined, beside a field of one type from another source',
    section: section.aliases,
    subgraphs: zoo,
    query: '{ creatures { by: keeper { name animals } ... on Newt { spots } } }',
    answer: {
      data: {
        creatures: [
          { by: { name: 'keeper ann@zoo', animals: 2 } },
          { by: { name: 'keeper bob@zoo', animals: 2 }, spots: 0 },
          { by: { name: 'keeper ann@zoo', animals: 2 } },
        ],
      },
    },
  },
  {
    id: 'FED-ABSTRACT-06',
    rule: 'an interface of a source that knows only keys is joined with each type’s own sources',
    section: section.entityInterfaces,
    subgraphs: zoo,
    query: '{ creatures { id reports { about { tag ... on Newt { spots } ... on Lion { count roar } } } } }',
    answer: {
      data: {
        creatures: [
          {
            id: 'l1',
            reports: [
              { about: { tag: 'T1', count: 2, roar: 'roar of l1' } },
              { about: { tag: 'T1', count: 2, roar: 'roar of l1' } },
            ],
          },
          { id: 'n1', reports: [{ about: { tag: 'T2', spots: 0 } }] },
          { id: 'l2', reports: [] },
        ],
      },
    },
  },
  {
    id: 'FED-ABSTRACT-07',
    rule: 'a nested entity list below an interface keeps its order',
    section: section.lists,
    subgraphs: zoo,
    query: '{ creatures { id reports { id } } }',
    answer: {
      data: {
        creatures: [
          { id: 'l1', reports: [{ id: 1 }, { id: 2 }] },
          { id: 'n1', reports: [{ id: 3 }] },
          { id: 'l2', reports: [] },
        ],
      },
    },
  },
  ...(
    [
      ['FED-ABSTRACT-10', '@include(if: $if)', true, 'fetched'],
      ['FED-ABSTRACT-11', '@include(if: $if)', false, 'left out, and its source unasked'],
      ['FED-ABSTRACT-20', '@skip(if: $if)', true, 'left out, and its source unasked'],
      ['FED-ABSTRACT-21', '@skip(if: $if)', false, 'fetched'],
    ] as const
  ).map(([id, directive, value, outcome]) => ({
    id,
    rule: `a fragment on one type with ${directive} and ${value} is ${outcome}`,
    section: directive.startsWith('@skip') ? section.skip : section.include,
    subgraphs: zoo,
    query: `query ($if: Boolean = ${value}) { report(id: 1) { about { id ... on Lion ${directive} { roar } ... on Newt { spots } } } }`,
    answer: { data: { report: { about: { id: 'l1', ...(outcome === 'fetched' ? { roar: 'roar of l1' } : {}) } } } },
    asked: {
      vet: ['query' as const],
      ...(outcome === 'fetched' ? { lions: [[{ __typename: 'Lion', id: 'l1' }]] } : {}),
    },
  })),
  {
    id: 'FED-ABSTRACT-30',
    rule: 'a condition on one of two fragments on a type leaves the other alone',
    section: section.skip,
    subgraphs: zoo,
    query: `query ($no: Boolean = true) { report(id: 2) { about {
      ... on Lion @skip(if: $no) { roar } ... on Lion { tag } ... on Newt { tag }
    } } }`,
    answer: { data: { report: { about: { tag: 'T1' } } } },
  },
  {
    id: 'FED-ABSTRACT-31',
    rule: 'conditions of nested fragments hold together',
    section: section.include,
    subgraphs: zoo,
    query: `query ($yes: Boolean = true) { report(id: 2) { about {
      ... on Lion @include(if: $yes) { roar ... on Lion @skip(if: $yes) { tag } ... on Lion @include(if: $yes) { count } }
    } } }`,
    answer: { data: { report: { about: { roar: 'roar of l1', count: 2 } } } },
  },
]);

describeCases('unions over sources', [
  {
    id: 'FED-ABSTRACT-40',
    rule: 'members of a union that one source has and another extends are joined by their keys',
    section: section.entityInterfaces,
    subgraphs: zoo,
    query: `{ report(id: 1) { about { id ... on Lion { home { ...Home } } ... on Newt { home { ...Home } } } }
      creatures { ... on Newt { home { ...Home } } } }
      fragment Home on Home { ... on Cage { id bars } ... on Pond { litres } }`,
    answer: {
      data: {
        report: { about: { id: 'l1', home: { id: 'c1', bars: 12 } } },
        creatures: [{}, { home: { litres: 90 } }, {}],
      },
    },
  },
  {
    id: 'FED-ABSTRACT-41',
    rule: 'a member that only another source has may be selected, and matches nothing',
    section: section.collectFields,
    subgraphs: zoo,
    query: '{ creatures { ... on Lion { home { ... on Cage { bars } ... on Hut { id } ... on Pond { litres } } } } }',
    answer: { data: { creatures: [{ home: { bars: 12 } }, {}, { home: { bars: 12 } }] } },
  },
  {
    id: 'FED-ABSTRACT-42',
    rule: 'fields of one name and different types are kept apart by aliases',
    section: section.mergeFields,
    subgraphs: zoo,
    query: '{ creatures { ... on Lion { home { ... on Cage { tag: label { text } } ... on Hut { name: label } } } } }',
    answer: {
      data: { creatures: [{ home: { tag: { text: 'cage c1' } } }, {}, { home: { tag: { text: 'cage c2' } } }] },
    },
  },
]);

/** A person has a nullable id in one source and a required one in another; so have two types of one union. */
const nullability: TestSubgraphs = {
  list: {
    sdl: 'type Person { id: ID @shareable } type Query { people: [Person!]! }',
    resolvers: { Query: { people: () => [{ id: 'p' }] } },
  },
  logins: {
    sdl: `
      union Login = Person | Robot
      type Person @key(fields: "id") { id: ID! name: String peers: [Login!]! }
      type Robot { id: ID name: String @shareable peers: [Login!]! }
      type Query { logins: [Login!]! }
    `,
    resolvers: {
      Query: { logins: () => [person, robot] },
      Person: { __resolveReference: ({ id }: Row) => ({ id, name: `name of ${id}` }), peers: () => [person, robot] },
      Robot: { peers: () => [person, robot] },
    },
  },
};
const person = { __typename: 'Person', id: 'p', name: 'name of p' };
const robot = { __typename: 'Robot', id: null, name: 'name of r' };
const personAnswer = { id: 'p', name: 'name of p' };
const robotAnswer = { id: null, name: 'name of r' };

describeCases('fields whose types differ', [
  {
    id: 'FED-ABSTRACT-50',
    rule: 'a field that is nullable in one source and not in another is nullable, and joined all the same',
    section: section.composition,
    subgraphs: nullability,
    query: '{ people { id name } logins { ... on Person { id name } ... on Robot { id name } } }',
    answer: { data: { people: [personAnswer], logins: [personAnswer, robotAnswer] } },
  },
  {
    id: 'FED-ABSTRACT-51',
    rule: 'a name that the gateway has to rename in a source is renamed back at every depth',
    section: section.mergeFields,
    subgraphs: nullability,
    query: `{ logins { ... on Person { id name peers { ...Two } } ... on Robot { id name peers { ...Two } } } }
      fragment Two on Login { ... on Person { id name peers { ...One } } ... on Robot { id name peers { ...One } } }
      fragment One on Login { ... on Person { id name } ... on Robot { id name } }`,
    answer: {
      data: {
        logins: [personAnswer, robotAnswer].map((outer) => ({
          ...outer,
          peers: [personAnswer, robotAnswer].map((inner) => ({ ...inner, peers: [personAnswer, robotAnswer] })),
        })),
      },
    },
  },
  {
    id: 'FED-ABSTRACT-52',
    rule: 'fields of equal type below are not renamed, and merged',
    section: section.mergeFields,
    subgraphs: nullability,
    query:
      '{ logins { ... on Person { name peers { ... on Person { name } } } ... on Robot { name peers { ... on Robot { name } } } } }',
    answer: {
      data: {
        logins: [
          { name: 'name of p', peers: [{ name: 'name of p' }, {}] },
          { name: 'name of r', peers: [{}, { name: 'name of r' }] },
        ],
      },
    },
  },
]);

/** A product refers to one of its own interface; the source provides a price it does not own. */
const selfReferring: TestSubgraphs = {
  offers: {
    sdl: `
      type Query { deal: Deal }
      interface Deal { like: Deal }
      type Bargain implements Deal @key(fields: "id") { id: ID! like: Bargain @provides(fields: "price") price: Float @external }
    `,
    resolvers: {
      Query: { deal: () => ({ __typename: 'Bargain', id: '1' }) },
      Bargain: { like: ({ id }: Row) => ({ id: id === '1' ? '3' : '1', price: 4.5 }) },
    },
  },
  prices: {
    sdl: 'type Bargain @key(fields: "id") { id: ID! price: Float @shareable }',
    resolvers: { Bargain: { __resolveReference: ({ id }: Row) => ({ id, price: 4.5 }) } },
  },
};

/** Kilns and ovens are appliances in one source, and only in the other guaranteed. */
const distributed: TestSubgraphs = {
  shop: {
    sdl: `
      type Query { appliances: [Appliance] thing(id: ID!): Thing things: [Thing] ovens: [Oven] }
      union Appliance = Kiln | Oven
      interface Thing { id: ID! }
      interface Guaranteed { years: Int }
      type Kiln @key(fields: "id") { id: ID! }
      type Oven implements Thing & Guaranteed @key(fields: "id") { id: ID! years: Int }
    `,
    resolvers: {
      Query: {
        appliances: () => [
          { __typename: 'Kiln', id: 'k1' },
          { __typename: 'Oven', id: 'o1', years: 3 },
        ],
        thing: (_: unknown, { id }: { id: string }) => ({
          __typename: id.startsWith('k') ? 'Kiln' : 'Oven',
          id,
          years: 3,
        }),
        things: () => [
          { __typename: 'Oven', id: 'o1', years: 3 },
          { __typename: 'Oven', id: 'o2', years: 0 },
        ],
        ovens: () => [{ id: 'o1', years: 3 }],
      },
    },
  },
  pottery: {
    sdl: `
      interface Thing { id: ID! }
      interface Guaranteed { years: Int }
      type Kiln implements Thing & Guaranteed @key(fields: "id") { id: ID! years: Int }
    `,
    resolvers: { Kiln: { __resolveReference: ({ id }: Row) => ({ id, years: 10 }) } },
  },
};

describeCases('interfaces that sources implement differently', [
  {
    id: 'FED-ABSTRACT-60',
    rule: 'a type that refers to itself through its interface is followed through it',
    section: section.entityInterfaces,
    subgraphs: selfReferring,
    query: '{ deal { like { ... on Deal { like { __typename } } } } }',
    answer: { data: { deal: { like: { like: { __typename: 'Bargain' } } } } },
    asked: { offers: ['query'] },
  },
  {
    id: 'FED-ABSTRACT-61',
    rule: 'selections through the interface and through the type are merged on every level',
    section: section.mergeFields,
    subgraphs: selfReferring,
    query: `{ deal {
      __typename like { __typename ... on Bargain { id } like { __typename ... on Bargain { id } } }
      ... on Bargain { id price like { id price } }
    } }`,
    answer: {
      data: {
        deal: {
          __typename: 'Bargain',
          like: { __typename: 'Bargain', id: '3', like: { __typename: 'Bargain', id: '1' }, price: 4.5 },
          id: '1',
          price: 4.5,
        },
      },
    },
    asked: { offers: ['query'], prices: [[{ __typename: 'Bargain', id: '1' }]] },
  },
  {
    id: 'FED-ABSTRACT-62',
    rule: 'an interface that a member of a union implements only in another source matches it nevertheless',
    section: section.fragments,
    subgraphs: distributed,
    query: '{ appliances { ... on Thing { id } } }',
    answer: { data: { appliances: [{ id: 'k1' }, { id: 'o1' }] } },
  },
  {
    id: 'FED-ABSTRACT-63',
    rule: 'a field behind such an interface comes from the source that implements it',
    section: section.fragments,
    subgraphs: distributed,
    query: '{ appliances { __typename ... on Guaranteed { years } } }',
    answer: {
      data: {
        appliances: [
          { __typename: 'Kiln', years: 10 },
          { __typename: 'Oven', years: 3 },
        ],
      },
    },
  },
  {
    id: 'FED-ABSTRACT-64',
    rule: 'a source is sent no fragment on a type that does not implement the interface there',
    section: section.fragments,
    subgraphs: distributed,
    query: '{ things { ... on Oven { years } ... on Kiln { id } } }',
    answer: { data: { things: [{ years: 3 }, { years: 0 }] } },
    asked: { shop: ['query'] },
  },
  {
    id: 'FED-ABSTRACT-65',
    rule: 'fragments on interfaces in fragments on interfaces narrow the type step by step',
    section: section.fragments,
    subgraphs: distributed,
    query: '{ things { ... on Thing { id ... on Thing { id ... on Guaranteed { years } } } } }',
    answer: {
      data: {
        things: [
          { id: 'o1', years: 3 },
          { id: 'o2', years: 0 },
        ],
      },
    },
    asked: { shop: ['query'] },
  },
  {
    id: 'FED-ABSTRACT-66',
    rule: 'fragments on a type and on its interface ask for each field once',
    section: section.mergeFields,
    subgraphs: distributed,
    query: '{ ovens { ...A ...B } } fragment A on Oven { id } fragment B on Thing { id __typename }',
    answer: { data: { ovens: [{ id: 'o1', __typename: 'Oven' }] } },
    asked: { shop: ['query'] },
  },
  {
    id: 'FED-ABSTRACT-67',
    rule: 'an object that its source may not return for the interface is null, with an error',
    section: section.fieldErrors,
    subgraphs: distributed,
    query: '{ thing(id: "k1") { ... on Oven { years } } }',
    answer: { data: { thing: null }, errors: [{ message: expect.any(String), path: ['thing'] }] },
  },
]);
