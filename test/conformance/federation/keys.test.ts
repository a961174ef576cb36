import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A museum: halls show exhibits by code, loans know who lent them. */
const exhibits = [
  { code: 'mask', title: 'Death mask' },
  { code: 'urn', title: 'Urn' },
];
const museum: TestSubgraphs = {
  halls: {
    sdl: `
      type Query { exhibits: [Exhibit!]! tour: [Exhibit!]! rooms: [[Exhibit]] }
      type Exhibit @key(fields: "code") { code: ID! title: String! twin: Exhibit }
    `,
    resolvers: {
      Query: {
        exhibits: () => exhibits,
        tour: () => [...exhibits, ...exhibits],
        rooms: () => [[exhibits[0], null], null, [], [exhibits[1], exhibits[0]]],
      },
      Exhibit: {
        __resolveReference: referenceAmong(exhibits),
        twin: ({ code }: Row) => exhibits.find((one) => one.code !== code),
      },
    },
  },
  loans: {
    sdl: `
      type Query { lent: [Exhibit!]! }
      type Exhibit @key(fields: "code") { code: ID! lender: String }
    `,
    resolvers: {
      Query: { lent: () => [{ code: 'urn', lender: 'Ada' }] },
      Exhibit: { __resolveReference: referenceAmong([{ code: 'urn', lender: 'Ada' }]) },
    },
  },
};

describeCases('keys that join', [
  {
    id: 'FED-KEYS-01',
    rule: 'an entity gets the fields of another source by its key',
    section: section.key,
    subgraphs: museum,
    query: '{ lent { title lender } }',
    answer: { data: { lent: [{ title: 'Urn', lender: 'Ada' }] } },
    asked: { loans: ['query'], halls: [[{ __typename: 'Exhibit', code: 'urn' }]] },
  },
  {
    id: 'FED-KEYS-02',
    rule: 'a key that the first source has already sent is asked of nobody else',
    section: section.key,
    subgraphs: museum,
    query: '{ lent { code __typename } }',
    answer: { data: { lent: [{ code: 'urn', __typename: 'Exhibit' }] } },
    asked: { loans: ['query'] },
  },
  {
    id: 'FED-KEYS-03',
    rule: 'an entity that a source does not know leaves its nullable fields null, without an error',
    section: section.entitiesField,
    subgraphs: museum,
    query: '{ exhibits { title lender } }',
    answer: {
      data: {
        exhibits: [
          { title: 'Death mask', lender: null },
          { title: 'Urn', lender: 'Ada' },
        ],
      },
    },
  },
  {
    id: 'FED-KEYS-04',
    rule: 'an entity that stands in a list several times is asked for once',
    section: section.entitiesField,
    subgraphs: museum,
    query: '{ tour { lender } }',
    answer: { data: { tour: [{ lender: null }, { lender: 'Ada' }, { lender: null }, { lender: 'Ada' }] } },
    asked: {
      halls: ['query'],
      loans: [
        [
          { __typename: 'Exhibit', code: 'mask' },
          { __typename: 'Exhibit', code: 'urn' },
        ],
      ],
    },
  },
  {
    id: 'FED-KEYS-05',
    rule: 'entities in lists of lists keep their places, and nulls theirs',
    section: section.lists,
    subgraphs: museum,
    query: '{ rooms { code lender } }',
    answer: {
      data: {
        rooms: [
          [{ code: 'mask', lender: null }, null],
          null,
          [],
          [
            { code: 'urn', lender: 'Ada' },
            { code: 'mask', lender: null },
          ],
        ],
      },
    },
  },
  {
    id: 'FED-KEYS-06',
    rule: 'an entity that refers to its own kind is joined at every depth',
    section: section.key,
    subgraphs: museum,
    query: '{ lent { twin { title lender twin { lender } } } }',
    answer: { data: { lent: [{ twin: { title: 'Death mask', lender: null, twin: { lender: 'Ada' } } }] } },
  },
  {
    id: 'FED-KEYS-07',
    rule: 'an empty list of entities asks no other source',
    section: section.entitiesField,
    subgraphs: {
      ...museum,
      halls: {
        sdl: 'type Query { exhibits: [Exhibit!]! } type Exhibit @key(fields: "code") { code: ID! }',
        resolvers: { Query: { exhibits: () => [] } },
      },
    },
    query: '{ exhibits { lender } }',
    answer: { data: { exhibits: [] } },
    asked: { halls: ['query'] },
  },
]);

/** Books have an ISBN for the shop, a shelf mark for the library, and the catalogue knows both. */
const book = { isbn: '978', mark: 'QA-76' };
const books: TestSubgraphs = {
  shop: {
    sdl: 'type Query { bestseller: Book } type Book @key(fields: "isbn") { isbn: ID! price: Int }',
    resolvers: {
      Query: { bestseller: () => ({ isbn: '978', price: 30 }) },
      Book: { __resolveReference: referenceAmong([{ isbn: '978', price: 30 }]) },
    },
  },
  catalogue: {
    sdl: 'type Book @key(fields: "isbn") @key(fields: "mark") { isbn: ID! mark: ID! }',
    resolvers: { Book: { __resolveReference: referenceAmong([book]) } },
  },
  library: {
    sdl: 'type Query { found: Book } type Book @key(fields: "mark") { mark: ID! floor: Int! }',
    resolvers: {
      Query: { found: () => ({ mark: 'QA-76', floor: 3 }) },
      Book: { __resolveReference: referenceAmong([{ mark: 'QA-76', floor: 3 }]) },
    },
  },
};

const compound: TestSubgraphs = {
  seats: {
    sdl: `
      type Query { seats: [Seat!]! }
      type Seat @key(fields: "row number") { row: String! number: Int! }
    `,
    resolvers: {
      Query: {
        seats: () => [
          { row: 'A', number: 1 },
          { row: 'A', number: 2 },
          { row: 'B', number: 1 },
        ],
      },
    },
  },
  sales: {
    sdl: 'type Seat @key(fields: "number row") { row: String! number: Int! sold: Boolean }',
    resolvers: {
      Seat: {
        __resolveReference: referenceAmong([
          { row: 'A', number: 2, sold: true },
          { row: 'B', number: 1, sold: false },
        ]),
      },
    },
  },
};

const nested: TestSubgraphs = {
  staff: {
    sdl: `
      type Query { nurse: Nurse! }
      type Nurse @key(fields: "badge ward { clinic { id } floor }") { badge: ID! ward: Ward! }
      type Ward { clinic: Clinic! floor: Int! name: String! }
      type Clinic { id: ID! city: String! }
    `,
    resolvers: {
      Query: {
        nurse: () => ({
          badge: '7',
          ward: { floor: 0, name: 'Children', clinic: { id: 'north', city: 'Oslo' } },
        }),
      },
    },
  },
  rota: {
    sdl: `
      type Nurse @key(fields: "badge ward { floor clinic { id } }") { badge: ID! ward: Ward! shift: String }
      type Ward @shareable { clinic: Clinic! floor: Int! }
      type Clinic @shareable { id: ID! }
    `,
    resolvers: {
      Nurse: {
        __resolveReference: referenceAmong([
          { badge: '7', ward: { floor: 1, clinic: { id: 'north' } }, shift: 'none' },
          { badge: '7', ward: { floor: 0, clinic: { id: 'north' } }, shift: 'late' },
        ]),
      },
    },
  },
};
const nestedShared: TestSubgraphs = {
  ...nested,
  staff: {
    ...nested['staff'],
    sdl: `
      type Query { nurse: Nurse! }
      type Nurse @key(fields: "badge ward { clinic { id } floor }") { badge: ID! ward: Ward! }
      type Ward { clinic: Clinic! @shareable floor: Int! @shareable name: String! }
      type Clinic { id: ID! @shareable city: String! }
    `,
  },
};

describeCases('keys of every form', [
  {
    id: 'FED-KEYS-10',
    rule: 'a source that knows two keys of an entity leads from one to the other',
    section: section.advancedKeys,
    subgraphs: books,
    query: '{ bestseller { price floor } }',
    answer: { data: { bestseller: { price: 30, floor: 3 } } },
    asked: {
      shop: ['query'],
      catalogue: [[{ __typename: 'Book', isbn: '978' }]],
      library: [[{ __typename: 'Book', mark: 'QA-76' }]],
    },
  },
  {
    id: 'FED-KEYS-11',
    rule: 'the way between two keys can be gone in either direction',
    section: section.advancedKeys,
    subgraphs: books,
    query: '{ found { isbn price } }',
    answer: { data: { found: { isbn: '978', price: 30 } } },
    asked: {
      library: ['query'],
      catalogue: [[{ __typename: 'Book', mark: 'QA-76' }]],
      shop: [[{ __typename: 'Book', isbn: '978' }]],
    },
  },
  {
    id: 'FED-KEYS-12',
    rule: 'a compound key sends all its fields, in whatever order each source lists them',
    section: section.advancedKeys,
    subgraphs: compound,
    query: '{ seats { sold } }',
    answer: { data: { seats: [{ sold: null }, { sold: true }, { sold: false }] } },
    asked: {
      seats: ['query'],
      sales: [
        [
          { __typename: 'Seat', row: 'A', number: 1 },
          { __typename: 'Seat', row: 'A', number: 2 },
          { __typename: 'Seat', row: 'B', number: 1 },
        ],
      ],
    },
  },
  {
    id: 'FED-KEYS-13',
    rule: 'a nested key sends the objects below it with just the fields it names',
    section: section.advancedKeys,
    subgraphs: nestedShared,
    query: '{ nurse { shift ward { name clinic { city } } } }',
    answer: { data: { nurse: { shift: 'late', ward: { name: 'Children', clinic: { city: 'Oslo' } } } } },
    asked: {
      staff: ['query'],
      rota: [[{ __typename: 'Nurse', badge: '7', ward: { floor: 0, clinic: { id: 'north' } } }]],
    },
  },
  {
    id: 'FED-KEYS-14',
    rule: 'a key may be a list of scalars',
    section: section.advancedKeys,
    subgraphs: {
      files: {
        sdl: 'type Query { file: File } type File @key(fields: "path") { path: [String!]! }',
        resolvers: { Query: { file: () => ({ path: ['etc', 'hosts'] }) } },
      },
      sizes: {
        sdl: 'type File @key(fields: "path") { path: [String!]! bytes: Int }',
        resolvers: { File: { bytes: ({ path }: { path: string[] }) => path.join('/').length } },
      },
    },
    query: '{ file { bytes } }',
    answer: { data: { file: { bytes: 9 } } },
    asked: { files: ['query'], sizes: [[{ __typename: 'File', path: ['etc', 'hosts'] }]] },
  },
  {
    id: 'FED-KEYS-15',
    rule: 'a key may be made of an enum value and a custom scalar, sent as they came',
    section: section.advancedKeys,
    subgraphs: {
      map: {
        sdl: `
          scalar Point
          enum Layer { ROAD RAIL }
          type Query { stop: Stop }
          type Stop @key(fields: "layer at") { layer: Layer! at: Point! }
        `,
        resolvers: { Query: { stop: () => ({ layer: 'RAIL', at: { lat: 0, tags: [null, false] } }) } },
      },
      times: {
        sdl: `
          scalar Point
          enum Layer { ROAD RAIL }
          type Stop @key(fields: "layer at") { layer: Layer! at: Point! next: String }
        `,
        resolvers: { Stop: { next: ({ layer }: Row) => `${layer} in 5` } },
      },
    },
    query: '{ stop { next } }',
    answer: { data: { stop: { next: 'RAIL in 5' } } },
    asked: { map: ['query'], times: [[{ __typename: 'Stop', layer: 'RAIL', at: { lat: 0, tags: [null, false] } }]] },
  },
  {
    id: 'FED-KEYS-16',
    rule: 'falsy key values are values',
    section: section.key,
    subgraphs: {
      floors: {
        sdl: 'type Query { floors: [Floor!]! } type Floor @key(fields: "level open label") { level: Int! open: Boolean! label: String! }',
        resolvers: { Query: { floors: () => [{ level: 0, open: false, label: '' }] } },
      },
      lifts: {
        sdl: 'type Floor @key(fields: "level open label") { level: Int! open: Boolean! label: String! lift: Boolean }',
        resolvers: { Floor: { lift: () => true } },
      },
    },
    query: '{ floors { lift } }',
    answer: { data: { floors: [{ lift: true }] } },
    asked: { floors: ['query'], lifts: [[{ __typename: 'Floor', level: 0, open: false, label: '' }]] },
  },
]);

/** A convoy is known by the ships in it; each source knows ships by a key of its own. */
const convoy: TestSubgraphs = {
  port: {
    sdl: `
      type Query { convoy: Convoy! }
      type Convoy @key(fields: "ships { hull }") { ships: [Ship!]! }
      type Ship @key(fields: "hull") { hull: ID! fleet: Fleet @shareable }
      type Fleet @key(fields: "id") { id: ID! flagship: Ship! @shareable colour: String @shareable }
    `,
    resolvers: {
      Query: { convoy: () => ({ ships: [{ hull: 'h1' }, { hull: 'h2' }] }) },
      Ship: {
        __resolveReference: referenceAmong([{ hull: 'h1' }, { hull: 'h2' }]),
        fleet: ({ hull }: Row) => ({ id: `f-${hull}`, colour: `c-${hull}`, flagship: { hull } }),
      },
    },
  },
  registry: {
    sdl: 'type Ship @key(fields: "hull") @key(fields: "hull sign") { hull: ID! sign: ID! }',
    resolvers: {
      Ship: {
        __resolveReference: referenceAmong([
          { hull: 'h1', sign: 's1' },
          { hull: 'h2', sign: 's2' },
        ]),
      },
    },
  },
  command: {
    sdl: `
      type Convoy @key(fields: "ships { hull sign }") { ships: [Ship!]! leader: Ship @shareable last: Ship @shareable }
      type Ship @key(fields: "hull sign") { hull: ID! sign: ID! }
    `,
    resolvers: {
      Convoy: {
        leader: ({ ships }: { ships: Row[] }) => ships[0],
        last: ({ ships }: { ships: Row[] }) => ships.at(-1),
      },
    },
  },
  freight: {
    sdl: `
      type Convoy @key(fields: "ships { hull sign fleet { id colour } } last { hull }") {
        ships: [Ship!]!
        leader: Ship @shareable
        last: Ship @shareable
        load: Int
      }
      type Ship @key(fields: "hull sign fleet { id colour }") { hull: ID! sign: ID! fleet: Fleet @shareable tons: Int }
      type Fleet @key(fields: "id colour") { id: ID! colour: String @shareable }
    `,
    resolvers: {
      Convoy: { load: ({ ships }: { ships: Row[] }) => ships.length * 10 },
      Ship: { tons: ({ fleet }: { fleet: Row }) => (fleet['colour'] === 'c-h1' ? 1 : 2) },
    },
  },
};

const toys = [
  { id: 't1', batch: { line: 'L', lot: '1', year: '9' }, label: 'Train' },
  { id: 't2', batch: { line: 'L', lot: '2', year: '9' }, label: 'Truck' },
];
const mashup: TestSubgraphs = {
  workshop: {
    sdl: `
      type Toy
        @key(fields: "id", resolvable: true)
        @key(fields: "tag", resolvable: false)
        @key(fields: "batch { line lot }", resolvable: false)
        @key(fields: "id batch { lot year }", resolvable: false) {
        id: ID! tag: ID! batch: Batch! label: String!
      }
      type Batch @shareable { line: ID! lot: ID! year: ID! }
    `,
    resolvers: { Toy: { __resolveReference: referenceAmong(toys) } },
  },
  store: {
    sdl: `
      type Query { crate: Crate }
      type Crate @key(fields: "id") { id: ID! toys: [Toy!]! }
      type Toy
        @key(fields: "batch { line lot }", resolvable: false)
        @key(fields: "id batch { lot year }", resolvable: true)
        @key(fields: "tag", resolvable: false)
        @key(fields: "id", resolvable: false) {
        id: ID! tag: ID! batch: Batch! label: String! @external price: String! @requires(fields: "label")
      }
      type Batch @shareable { line: ID! lot: ID! year: ID! }
    `,
    resolvers: {
      Query: { crate: () => ({ id: 'c', toys: toys.map(({ id, batch }) => ({ id, batch, tag: `tag-${id}` })) }) },
      Toy: { price: ({ label, batch }: Row) => `${label} of ${(batch as Row)['year']}` },
    },
  },
};

describeCases('keys that have to be looked for', [
  {
    id: 'FED-KEYS-20',
    rule: 'a key through a list of entities sends every entity of the list with its own key',
    section: section.advancedKeys,
    subgraphs: convoy,
    query: '{ convoy { leader { hull } last { sign } } }',
    answer: { data: { convoy: { leader: { hull: 'h1' }, last: { sign: 's2' } } } },
  },
  {
    id: 'FED-KEYS-21',
    rule: 'keys that build on other sources’ keys are gathered one after the other',
    section: section.advancedKeys,
    subgraphs: convoy,
    query:
      '{ convoy { load ships { hull sign tons fleet { id colour flagship { hull } } } leader { hull } last { hull } } }',
    answer: {
      data: {
        convoy: {
          load: 20,
          ships: [
            { hull: 'h1', sign: 's1', tons: 1, fleet: { id: 'f-h1', colour: 'c-h1', flagship: { hull: 'h1' } } },
            { hull: 'h2', sign: 's2', tons: 2, fleet: { id: 'f-h2', colour: 'c-h2', flagship: { hull: 'h2' } } },
          ],
          leader: { hull: 'h1' },
          last: { hull: 'h2' },
        },
      },
    },
  },
  {
    id: 'FED-KEYS-22',
    rule: 'among many keys, the one that its source resolves is taken',
    section: section.key,
    subgraphs: mashup,
    query: '{ crate { id toys { id label price } } }',
    answer: {
      data: {
        crate: {
          id: 'c',
          toys: [
            { id: 't1', label: 'Train', price: 'Train of 9' },
            { id: 't2', label: 'Truck', price: 'Truck of 9' },
          ],
        },
      },
    },
    asked: {
      store: [
        'query',
        [
          { __typename: 'Toy', id: 't1', batch: { lot: '1', year: '9' }, label: 'Train' },
          { __typename: 'Toy', id: 't2', batch: { lot: '2', year: '9' }, label: 'Truck' },
        ],
      ],
      workshop: [
        [
          { __typename: 'Toy', id: 't1' },
          { __typename: 'Toy', id: 't2' },
        ],
      ],
    },
  },
  {
    id: 'FED-KEYS-23',
    rule: 'a source with a non-resolvable key refers to an entity and is never asked to resolve it',
    section: section.key,
    subgraphs: {
      blog: {
        sdl: 'type Query { post: Post } type Post { by: Person } type Person @key(fields: "id", resolvable: false) { id: ID! }',
        resolvers: { Query: { post: () => ({ by: { id: 'p' } }) } },
      },
      people: {
        sdl: 'type Query { people: [Person] } type Person @key(fields: "id") { id: ID! name: String }',
        resolvers: {
          Query: { people: () => [{ id: 'p', name: 'Pat' }] },
          Person: { __resolveReference: referenceAmong([{ id: 'p', name: 'Pat' }]) },
        },
      },
    },
    query: '{ post { by { id name } } people { id } }',
    answer: { data: { post: { by: { id: 'p', name: 'Pat' } }, people: [{ id: 'p' }] } },
    asked: { blog: ['query'], people: ['query', [{ __typename: 'Person', id: 'p' }]] },
  },
  {
    id: 'FED-KEYS-24',
    rule: 'an entity whose next key nobody knows is left out, and the others are asked for',
    section: section.entitiesField,
    subgraphs: {
      shelf: {
        sdl: 'type Query { slots: [Slot] } type Slot { disc: Disc } type Disc @key(fields: "barcode") { barcode: ID! }',
        resolvers: { Query: { slots: () => ['1', '2', '3'].map((barcode) => ({ disc: { barcode } })) } },
      },
      index: {
        sdl: 'type Disc @key(fields: "id") @key(fields: "barcode") { id: ID! barcode: ID! }',
        resolvers: {
          Disc: {
            __resolveReference: referenceAmong([
              { id: 'a', barcode: '1' },
              { id: 'c', barcode: '3' },
            ]),
          },
        },
      },
      music: {
        sdl: 'type Disc @key(fields: "id") { id: ID! band: Band } type Band { name: String! }',
        resolvers: {
          Disc: {
            __resolveReference: referenceAmong([
              { id: 'a', band: { name: 'Abba' } },
              { id: 'c', band: { name: 'Can' } },
            ]),
          },
        },
      },
    },
    query: '{ slots { disc { barcode band { name } } } }',
    answer: {
      data: {
        slots: [
          { disc: { barcode: '1', band: { name: 'Abba' } } },
          { disc: { barcode: '2', band: null } },
          { disc: { barcode: '3', band: { name: 'Can' } } },
        ],
      },
    },
    asked: {
      shelf: ['query'],
      index: [['1', '2', '3'].map((barcode) => ({ __typename: 'Disc', barcode }))],
      music: [
        [
          { __typename: 'Disc', id: 'a' },
          { __typename: 'Disc', id: 'c' },
        ],
      ],
    },
  },
  {
    id: 'FED-KEYS-25',
    rule: 'a source may be entered by a key of which it does not own the fields',
    section: section.external,
    subgraphs: {
      accounts: {
        sdl: 'type Query { me: Account } type Account @key(fields: "id") { id: ID! mail: String! }',
        resolvers: { Query: { me: () => ({ id: '1', mail: 'me@example.org' }) } },
      },
      avatars: {
        sdl: 'type Account @key(fields: "mail") { mail: String! @external avatar: String! }',
        resolvers: { Account: { avatar: ({ mail }: Row) => `${mail}.png` } },
      },
    },
    query: '{ me { id avatar } }',
    answer: { data: { me: { id: '1', avatar: 'me@example.org.png' } } },
    asked: { accounts: ['query'], avatars: [[{ __typename: 'Account', mail: 'me@example.org' }]] },
  },
  {
    id: 'FED-KEYS-26',
    rule: 'a field that two sources share is taken from the one that is asked anyway',
    section: section.shareable,
    subgraphs: {
      left: {
        sdl: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! both: String @shareable }',
        resolvers: { Query: { item: () => ({ id: '1', both: 'same' }) } },
      },
      right: {
        sdl: 'type Item @key(fields: "id") { id: ID! both: String @shareable only: String }',
        resolvers: { Item: { __resolveReference: referenceAmong([{ id: '1', both: 'same', only: 'right' }]) } },
      },
    },
    query: '{ item { both } }',
    answer: { data: { item: { both: 'same' } } },
    asked: { left: ['query'] },
  },
]);
