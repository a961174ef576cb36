import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** Three sources that each answer the same root fields with a part of the whole. */
function part(field: string, type: string, value: Row): TestSubgraphs[string] {
  const fields = Object.keys(value).map((name) => `${name}: String!`);
  const offer = { id: '1', [field]: value };
  return {
    sdl: `
      type Query { offer: Offer! @shareable offers: [Offer!]! @shareable nothing: Offer @shareable }
      type Offer { id: ID! @shareable ${field}: ${type}! }
      type ${type} { ${fields.join(' ')} }
    `,
    resolvers: { Query: { offer: () => offer, offers: () => [offer, offer], nothing: () => null } },
  };
}
const shared: TestSubgraphs = {
  makers: part('maker', 'Maker', { brand: 'Acme', model: 'T' }),
  prices: part('price', 'Price', { amount: '9', currency: 'EUR' }),
  stock: part('stock', 'Stock', { where: 'Ulm' }),
};
const complete = { id: '1', maker: { brand: 'Acme', model: 'T' }, price: { amount: '9' }, stock: { where: 'Ulm' } };

/** Chapters have no key of their own; whoever knows the book knows them. */
const bookshelf: TestSubgraphs = {
  titles: {
    sdl: `
      type Query { volumes: [Volume!]! }
      type Volume @key(fields: "id") @key(fields: "id shelf") { id: ID! shelf: ID! preface: Preface @shareable }
      type Preface @key(fields: "id") { id: ID! title: String! @shareable }
    `,
    resolvers: {
      Query: {
        volumes: () => ['1', '2'].map((id) => ({ id, shelf: `s${id}`, preface: { id: `c${id}`, title: `T${id}` } })),
      },
    },
  },
  prefaces: {
    sdl: `
      type Volume @key(fields: "id shelf") { id: ID! shelf: ID! preface: Preface @shareable }
      type Preface @key(fields: "id") { id: ID! title: String! @shareable }
    `,
    resolvers: { Preface: { __resolveReference: ({ id }: Row) => ({ id, title: 'same' }) } },
  },
  scans: {
    sdl: `
      type Volume @key(fields: "id shelf") { id: ID! shelf: ID! preface: Preface @shareable }
      type Preface { scan: Scan }
      type Scan { pages: Int }
    `,
    resolvers: { Volume: { preface: ({ shelf }: Row) => ({ scan: { pages: String(shelf).length } }) } },
  },
};

/** The same with the parent's key external everywhere but in one source, and a child that is an entity in another. */
const parents: TestSubgraphs = {
  details: {
    sdl: `
      type Toy @key(fields: "id") { id: ID @external kind: Kind @shareable }
      type Kind { details: String }
    `,
    resolvers: { Toy: { kind: ({ id }: Row) => ({ details: `details of ${id}` }) } },
  },
  kindIds: {
    sdl: `
      type Toy @key(fields: "id") { id: ID @external kind: Kind @shareable }
      type Kind { id: ID @shareable }
    `,
    resolvers: { Toy: { kind: ({ id }: Row) => ({ id: `k${id}` }) } },
  },
  kinds: {
    sdl: 'type Kind @key(fields: "id") { id: ID name: String }',
    resolvers: { Kind: { __resolveReference: ({ id }: Row) => ({ id, name: `kind ${id}` }) } },
  },
  toys: {
    sdl: 'type Query { toy(id: ID!): Toy } type Toy @key(fields: "id") { id: ID name: String }',
    resolvers: { Query: { toy: (_: unknown, { id }: Row) => ({ id, name: `toy ${id}` }) } },
  },
};

describeCases('shared root fields', [
  {
    id: 'FED-ROOTS-01',
    rule: 'a root field that several sources share is asked of each for its part, and the parts are merged',
    section: section.valueTypes,
    subgraphs: shared,
    query: '{ offer { id maker { brand model } price { amount } stock { where } } }',
    answer: { data: { offer: complete } },
    asked: { makers: ['query'], prices: ['query'], stock: ['query'] },
  },
  {
    id: 'FED-ROOTS-02',
    rule: 'lists of shared root fields are merged item by item',
    section: section.valueTypes,
    subgraphs: shared,
    query: '{ offers { stock { where } id maker { brand model } price { amount } } }',
    answer: { data: { offers: [complete, complete] } },
  },
  {
    id: 'FED-ROOTS-03',
    rule: 'a shared root field is asked of one source when that has all that is selected',
    section: section.shareable,
    subgraphs: shared,
    query: '{ offer { id price { amount } } }',
    answer: { data: { offer: { id: '1', price: { amount: '9' } } } },
    asked: { prices: ['query'] },
  },
  {
    id: 'FED-ROOTS-04',
    rule: 'a shared root field that is null everywhere is null',
    section: section.valueTypes,
    subgraphs: shared,
    query: '{ nothing { id maker { brand } price { amount } } }',
    answer: { data: { nothing: null } },
  },
  {
    id: 'FED-ROOTS-05',
    rule: 'aliases of a shared root field with different parts are answered apart',
    section: section.aliases,
    subgraphs: shared,
    query: '{ a: offer { maker { brand } } b: offer { price { currency } } }',
    answer: { data: { a: { maker: { brand: 'Acme' } }, b: { price: { currency: 'EUR' } } } },
    asked: { makers: ['query'], prices: ['query'] },
  },
]);

describeCases('objects without a key', [
  {
    id: 'FED-PARENTS-01',
    rule: 'a field of a type without a key in its source is reached through the key of the parent',
    section: section.valueTypes,
    subgraphs: bookshelf,
    query: '{ volumes { id preface { id scan { pages } } } }',
    answer: {
      data: {
        volumes: [
          { id: '1', preface: { id: 'c1', scan: { pages: 2 } } },
          { id: '2', preface: { id: 'c2', scan: { pages: 2 } } },
        ],
      },
    },
    asked: {
      titles: ['query'],
      scans: [
        [
          { __typename: 'Volume', id: '1', shelf: 's1' },
          { __typename: 'Volume', id: '2', shelf: 's2' },
        ],
      ],
    },
  },
  {
    id: 'FED-PARENTS-02',
    rule: 'what one source says of a keyless object is merged with what another says, and its own key used',
    section: section.valueTypes,
    subgraphs: parents,
    query: '{ toy(id: "7") { id name kind { id name details } } }',
    answer: {
      data: { toy: { id: '7', name: 'toy 7', kind: { id: 'k7', name: 'kind k7', details: 'details of 7' } } },
    },
    asked: {
      toys: ['query'],
      details: [[{ __typename: 'Toy', id: '7' }]],
      kindIds: [[{ __typename: 'Toy', id: '7' }]],
      kinds: [[{ __typename: 'Kind', id: 'k7' }]],
    },
  },
  {
    id: 'FED-PARENTS-03',
    rule: 'shared value types are answered by the source at hand',
    section: section.valueTypes,
    subgraphs: {
      here: {
        sdl: 'type Query { here: Spot } type Spot @shareable { lat: Float! lon: Float! }',
        resolvers: { Query: { here: () => ({ lat: 0, lon: -0.5 }) } },
      },
      there: {
        sdl: 'type Query { there: Spot } type Spot @shareable { lat: Float! lon: Float! }',
        resolvers: { Query: { there: () => ({ lat: 1.25, lon: 1e21 }) } },
      },
    },
    query: '{ here { lat lon } there { lon lat } }',
    answer: { data: { here: { lat: 0, lon: -0.5 }, there: { lon: 1e21, lat: 1.25 } } },
    asked: { here: ['query'], there: ['query'] },
  },
  {
    id: 'FED-PARENTS-04',
    rule: 'a value type that only one source knows in full is asked of that one',
    section: section.valueTypes,
    subgraphs: {
      short: {
        sdl: 'type Query { spot: Spot @shareable } type Spot @shareable { lat: Float! }',
        resolvers: { Query: { spot: () => ({ lat: 1 }) } },
      },
      long: {
        sdl: 'type Query { spot: Spot @shareable } type Spot { lat: Float! @shareable name: String }',
        resolvers: { Query: { spot: () => ({ lat: 1, name: 'Here' }) } },
      },
    },
    query: '{ spot { lat name } }',
    answer: { data: { spot: { lat: 1, name: 'Here' } } },
    asked: { long: ['query'] },
  },
  {
    id: 'FED-PARENTS-05',
    rule: 'root fields of several sources are asked for side by side, once each',
    section: section.composition,
    subgraphs: {
      one: {
        sdl: 'type Query { a: Int b: Thing } type Thing @key(fields: "id") { id: ID! }',
        resolvers: { Query: { a: () => 0, b: () => ({ id: 'x' }) }, Thing: { __resolveReference: referenceAmong([]) } },
      },
      two: { sdl: 'type Query { c: Boolean d: String }', resolvers: { Query: { c: () => false, d: () => '' } } },
    },
    query: '{ d a c b { id } }',
    answer: { data: { d: '', a: 0, c: false, b: { id: 'x' } } },
    asked: { one: ['query'], two: ['query'] },
    text: '{"d":"","a":0,"c":false,"b":{"id":"x"}}',
  },
]);
