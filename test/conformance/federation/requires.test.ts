import { describeCases } from './kit/conformance-cases.js';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import type { TestSubgraphs } from './kit/start-federation.js';

/** A nursery grows plants, a carrier works out what sending them takes, a shop what that costs. */
const plants = [
  { id: 'oak', name: 'Oak', height: 300, pot: { litres: 50, drained: false } },
  { id: 'moss', name: 'Moss', height: 0, pot: null },
];
const nursery = {
  sdl: `
    type Query { plants: [Plant!]! plant(id: ID!): Plant }
    type Plant @key(fields: "id") { id: ID! name: String! height: Int pot: Pot }
    type Pot { litres: Int! drained: Boolean! glaze: String }
  `,
  resolvers: {
    Query: { plants: () => plants, plant: (_: unknown, { id }: Row) => plants.find((plant) => plant.id === id) },
    Plant: { __resolveReference: referenceAmong(plants) },
  },
};
const carrier = {
  sdl: `
    type Query { next: Plant }
    type Plant @key(fields: "id") {
      id: ID!
      name: String! @external
      height: Int @external
      pot: Pot @external
      crate: String @requires(fields: "height")
      label: String @requires(fields: "name height")
      care: String @requires(fields: "pot { drained litres }")
      days: Int
    }
    type Pot @external { litres: Int! drained: Boolean! }
  `,
  resolvers: {
    Query: { next: () => ({ id: 'moss' }) },
    Plant: {
      crate: ({ height }: { height: number }) => (height > 100 ? 'large' : `small (${height})`),
      label: ({ name, height }: Row) => `${name} ${height}`,
      care: ({ pot }: { pot: Row | null }) => (pot === null ? 'no pot' : `${pot['litres']} ${pot['drained']}`),
      days: () => 3,
    },
  },
};
const shop = {
  sdl: `
    type Plant @key(fields: "id") {
      id: ID!
      crate: String @external
      days: Int @external
      postage: Int @requires(fields: "crate")
      promise: String @requires(fields: "crate days")
    }
  `,
  resolvers: {
    Plant: {
      postage: ({ crate }: { crate: string }) => crate.length,
      promise: ({ crate, days }: Row) => `${crate} in ${days} days`,
    },
  },
};
const bank = {
  sdl: `
    type Plant @key(fields: "id") { id: ID! postage: Int @external vat: Int @requires(fields: "postage") }
  `,
  resolvers: { Plant: { vat: ({ postage }: { postage: number }) => postage * 10 } },
};
const garden: TestSubgraphs = { nursery, carrier };
const gardenShop: TestSubgraphs = { nursery, carrier, shop, bank };

describeCases('@requires', [
  {
    id: 'FED-REQUIRES-01',
    rule: 'a required field is fetched first and sent with the key, though nobody asked for it',
    section: section.requires,
    subgraphs: garden,
    query: '{ plants { crate } }',
    answer: { data: { plants: [{ crate: 'large' }, { crate: 'small (0)' }] } },
    asked: {
      nursery: ['query'],
      carrier: [
        [
          { __typename: 'Plant', id: 'oak', height: 300 },
          { __typename: 'Plant', id: 'moss', height: 0 },
        ],
      ],
    },
  },
  {
    id: 'FED-REQUIRES-02',
    rule: 'a field without @requires beside one with it waits for nothing',
    section: section.requires,
    subgraphs: garden,
    query: '{ plants { days } }',
    answer: { data: { plants: [{ days: 3 }, { days: 3 }] } },
    asked: {
      nursery: ['query'],
      carrier: [
        [
          { __typename: 'Plant', id: 'oak' },
          { __typename: 'Plant', id: 'moss' },
        ],
      ],
    },
  },
  {
    id: 'FED-REQUIRES-03',
    rule: 'the requirements of several fields are joined into one representation',
    section: section.requires,
    subgraphs: garden,
    query: '{ plant(id: "oak") { crate label care name } }',
    answer: { data: { plant: { crate: 'large', label: 'Oak 300', care: '50 false', name: 'Oak' } } },
    asked: {
      nursery: ['query'],
      carrier: [[{ __typename: 'Plant', id: 'oak', height: 300, name: 'Oak', pot: { drained: false, litres: 50 } }]],
    },
  },
  {
    id: 'FED-REQUIRES-04',
    rule: 'a required object that is null is sent as null',
    section: section.requires,
    subgraphs: garden,
    query: '{ plant(id: "moss") { care } }',
    answer: { data: { plant: { care: 'no pot' } } },
    asked: { nursery: ['query'], carrier: [[{ __typename: 'Plant', id: 'moss', pot: null }]] },
  },
  {
    id: 'FED-REQUIRES-05',
    rule: 'a source that starts the operation leaves it for what it requires and comes back',
    section: section.requires,
    subgraphs: garden,
    query: '{ next { crate days } }',
    answer: { data: { next: { crate: 'small (0)', days: 3 } } },
    asked: {
      carrier: ['query', [{ __typename: 'Plant', id: 'moss', height: 0 }]],
      nursery: [[{ __typename: 'Plant', id: 'moss' }]],
    },
  },
  {
    id: 'FED-REQUIRES-06',
    rule: 'a required field that is itself computed from required fields makes a chain',
    section: section.requires,
    subgraphs: gardenShop,
    query: '{ plant(id: "oak") { vat } }',
    answer: { data: { plant: { vat: 50 } } },
    asked: {
      nursery: ['query'],
      carrier: [[{ __typename: 'Plant', id: 'oak', height: 300 }]],
      shop: [[{ __typename: 'Plant', id: 'oak', crate: 'large' }]],
      bank: [[{ __typename: 'Plant', id: 'oak', postage: 5 }]],
    },
  },
  {
    id: 'FED-REQUIRES-07',
    rule: 'every link of a chain may be asked for beside its end',
    section: section.requires,
    subgraphs: gardenShop,
    query: '{ plants { vat postage crate height promise } }',
    answer: {
      data: {
        plants: [
          { vat: 50, postage: 5, crate: 'large', height: 300, promise: 'large in 3 days' },
          { vat: 90, postage: 9, crate: 'small (0)', height: 0, promise: 'small (0) in 3 days' },
        ],
      },
    },
  },
  {
    id: 'FED-REQUIRES-08',
    rule: 'two chains that share a link agree on it',
    section: section.requires,
    subgraphs: gardenShop,
    query: '{ plant(id: "oak") { promise postage } }',
    answer: { data: { plant: { promise: 'large in 3 days', postage: 5 } } },
    asked: {
      nursery: ['query'],
      carrier: [[{ __typename: 'Plant', id: 'oak', height: 300 }]],
      shop: [[{ __typename: 'Plant', id: 'oak', crate: 'large', days: 3 }]],
    },
  },
  {
    id: 'FED-REQUIRES-09',
    rule: 'a required field that could not be fetched leaves its field null, and its source unasked',
    section: section.requires,
    subgraphs: {
      nursery: {
        ...nursery,
        resolvers: {
          ...nursery.resolvers,
          Plant: { __resolveReference: () => null },
        },
      },
      carrier,
    },
    query: '{ next { crate } }',
    answer: { data: { next: { crate: null } } },
    asked: { carrier: ['query'], nursery: [[{ __typename: 'Plant', id: 'moss' }]] },
  },
]);

/** Posts are judged by their author's years, which stand in a third place. */
const circular: TestSubgraphs = {
  feed: {
    sdl: `
      type Query { letters: [Letter!]! }
      type Letter @key(fields: "id") { id: ID! hasty: Boolean! @external calm: Boolean! @requires(fields: "hasty") }
      type Writer @key(fields: "id") { id: ID! years: Int! }
    `,
    resolvers: {
      Query: { letters: () => [{ id: 'l1' }, { id: 'l2' }] },
      Letter: { calm: ({ hasty }: Row) => !hasty },
      Writer: {
        __resolveReference: referenceAmong([
          { id: 'w1', years: 0 },
          { id: 'w2', years: 9 },
        ]),
      },
    },
  },
  review: {
    sdl: `
      type Letter @key(fields: "id") { id: ID! writer: Writer! hasty: Boolean! @requires(fields: "writer { years }") }
      type Writer @key(fields: "id") { id: ID! years: Int! @external }
    `,
    resolvers: {
      Letter: {
        writer: ({ id }: { id: string }) => ({ id: id.replace('l', 'w') }),
        hasty: ({ writer }: { writer: { years: number } }) => writer.years < 1,
      },
    },
  },
};

describeCases('circular @requires', [
  {
    id: 'FED-REQUIRES-20',
    rule: 'a source may require of another what that one works out from the first',
    section: section.requires,
    subgraphs: circular,
    query: '{ letters { hasty } }',
    answer: { data: { letters: [{ hasty: true }, { hasty: false }] } },
  },
  {
    id: 'FED-REQUIRES-21',
    rule: 'a circle of requirements ends where the fields differ',
    section: section.requires,
    subgraphs: circular,
    query: '{ letters { calm } }',
    answer: { data: { letters: [{ calm: false }, { calm: true }] } },
  },
  {
    id: 'FED-REQUIRES-22',
    rule: 'the whole circle may be asked for at once',
    section: section.requires,
    subgraphs: circular,
    query: '{ letters { calm hasty writer { years id } } }',
    answer: {
      data: {
        letters: [
          { calm: false, hasty: true, writer: { years: 0, id: 'w1' } },
          { calm: true, hasty: false, writer: { years: 9, id: 'w2' } },
        ],
      },
    },
  },
]);

/** Rates depend on an argument; who reads them requires them with arguments of its own. */
const rates: Readonly<Record<string, number>> = { EUR: 1, USD: 2, JPY: 100 };
const priced = {
  sdl: `
    type Query { rooms: [Room!]! }
    type Room @key(fields: "number") {
      number: Int!
      rate(in: String!): Int
      nights: Int!
      tags(first: Int!): [String!]!
      hotel: Hotel
    }
    type Hotel { fee(in: String!): Int name: String! }
  `,
  resolvers: {
    Query: { rooms: () => [{ number: 1 }, { number: 2 }] },
    Room: {
      __resolveReference: (room: Row) => room,
      rate: ({ number }: { number: number }, args: { in: string }) => number * (rates[args.in] ?? 0),
      nights: ({ number }: { number: number }) => number + 1,
      tags: (_: unknown, { first }: { first: number }) => ['sea', 'quiet', 'old'].slice(0, first),
      hotel: () => ({ name: 'Ritz' }),
    },
    Hotel: { fee: (_: unknown, args: { in: string }) => rates[args.in] },
  },
};
const booking = {
  sdl: `
    type Room @key(fields: "number") {
      number: Int!
      rate(in: String!): Int @external
      nights: Int! @external
      tags(first: Int!): [String!]! @external
      hotel: Hotel @external
      total: Int @requires(fields: "rate(in: \\"USD\\") nights")
      totalYen: Int @requires(fields: "nights rate(in: \\"JPY\\")")
      headline: String @requires(fields: "tags(first: 2)")
      fees: Int @requires(fields: "hotel { fee(in: \\"USD\\") }")
      feesYen: Int @requires(fields: "hotel { fee(in: \\"JPY\\") }")
    }
    type Hotel @external { fee(in: String!): Int }
  `,
  resolvers: {
    Room: {
      total: ({ rate, nights }: { rate: number; nights: number }) => rate * nights,
      totalYen: ({ rate, nights }: { rate: number; nights: number }) => rate * nights,
      headline: ({ tags }: { tags: string[] }) => tags.join(' and '),
      fees: ({ hotel }: { hotel: { fee: number } }) => hotel.fee,
      feesYen: ({ hotel }: { hotel: { fee: number } }) => hotel.fee,
    },
  },
};
const hotels: TestSubgraphs = { priced, booking };

describeCases('@requires with arguments', [
  {
    id: 'FED-REQARGS-01',
    rule: 'a required field is fetched with the arguments of the field set',
    section: section.requires,
    subgraphs: hotels,
    query: '{ rooms { total headline } }',
    answer: {
      data: {
        rooms: [
          { total: 4, headline: 'sea and quiet' },
          { total: 12, headline: 'sea and quiet' },
        ],
      },
    },
    asked: {
      priced: ['query'],
      booking: [
        [
          { __typename: 'Room', number: 1, rate: 2, nights: 2, tags: ['sea', 'quiet'] },
          { __typename: 'Room', number: 2, rate: 4, nights: 3, tags: ['sea', 'quiet'] },
        ],
      ],
    },
  },
  {
    id: 'FED-REQARGS-02',
    rule: 'the client’s own arguments for a required field are not those of the field set',
    section: section.requires,
    subgraphs: hotels,
    query: '{ rooms { rate(in: "EUR") headline tags(first: 1) total } }',
    answer: {
      data: {
        rooms: [
          { rate: 1, headline: 'sea and quiet', tags: ['sea'], total: 4 },
          { rate: 2, headline: 'sea and quiet', tags: ['sea'], total: 12 },
        ],
      },
    },
  },
  {
    id: 'FED-REQARGS-03',
    rule: 'the same holds when the client’s arguments are variables, and stand in several fragments',
    section: section.coerceArguments,
    subgraphs: hotels,
    query: `query ($first: Int = 1, $in: String!) { rooms { total ...A ...B } }
      fragment A on Room { tags(first: $first) headline }
      fragment B on Room { tags(first: $first) rate(in: $in) }`,
    variables: { in: 'JPY' },
    answer: {
      data: {
        rooms: [
          { total: 4, tags: ['sea'], headline: 'sea and quiet', rate: 100 },
          { total: 12, tags: ['sea'], headline: 'sea and quiet', rate: 200 },
        ],
      },
    },
  },
  {
    id: 'FED-REQARGS-04',
    rule: 'two fields that require one field with different arguments get each their own',
    section: section.requires,
    subgraphs: hotels,
    query: '{ rooms { total totalYen } }',
    answer: {
      data: {
        rooms: [
          { total: 4, totalYen: 200 },
          { total: 12, totalYen: 600 },
        ],
      },
    },
  },
  {
    id: 'FED-REQARGS-05',
    rule: 'different arguments below a required object are kept apart, too',
    section: section.requires,
    subgraphs: hotels,
    query: '{ rooms { fees feesYen hotel { name fee(in: "EUR") } } }',
    answer: {
      data: {
        rooms: [
          { fees: 2, feesYen: 100, hotel: { name: 'Ritz', fee: 1 } },
          { fees: 2, feesYen: 100, hotel: { name: 'Ritz', fee: 1 } },
        ],
      },
    },
  },
  {
    id: 'FED-REQARGS-06',
    rule: 'the client may use the same arguments as the field set, and under an alias',
    section: section.aliases,
    subgraphs: hotels,
    query: '{ rooms { rate(in: "USD") yen: rate(in: "JPY") total nights } }',
    answer: {
      data: {
        rooms: [
          { rate: 2, yen: 100, total: 4, nights: 2 },
          { rate: 4, yen: 200, total: 12, nights: 3 },
        ],
      },
    },
  },
  {
    id: 'FED-REQARGS-07',
    rule: 'a list of entities fetched with an argument is filled from its own source before it is sent',
    section: section.requires,
    subgraphs: {
      threads: {
        sdl: 'type Query { topics: [Topic!]! } type Topic @key(fields: "id") { id: ID! } type Reply @key(fields: "id") { id: ID! by: ID body: String! }',
        resolvers: {
          Query: { topics: () => [{ id: 't' }] },
          Reply: { __resolveReference: ({ id }: Row) => ({ id, by: `user of ${id}`, body: 'hi' }) },
        },
      },
      replies: {
        sdl: `
          type Topic @key(fields: "id") {
            id: ID!
            replies(first: Int!): [Reply]
            last: String @requires(fields: "replies(first: 3) { by }")
          }
          type Reply @key(fields: "id") { id: ID! by: ID @external }
        `,
        resolvers: {
          Topic: {
            replies: (_: unknown, { first }: { first: number }) =>
              ['r1', 'r2', 'r3'].slice(0, first).map((id) => ({ id })),
            last: ({ replies }: { replies: Row[] }) => replies.map(({ by }) => by).join(),
          },
        },
      },
    },
    query: '{ topics { last replies(first: 1) { id body } } }',
    answer: {
      data: { topics: [{ last: 'user of r1,user of r2,user of r3', replies: [{ id: 'r1', body: 'hi' }] }] },
    },
  },
]);

/** Homes have an address that is one of several types; a courier needs parts of it. */
const abstractRequires: TestSubgraphs = {
  people: {
    sdl: `
      type Query { ann: Person bob: Person }
      type Person @key(fields: "id") { id: ID! home: Address spot: Spot }
      interface Address { id: ID! line: String! }
      type House implements Address @key(fields: "id") { id: ID! line: String! garden: Boolean! @shareable }
      type Flat implements Address @key(fields: "id") { id: ID! line: String! floor: Int! }
      type Boat implements Address @key(fields: "id") { id: ID! line: String! @shareable }
      union Spot = House | Flat
    `,
    resolvers: {
      Query: { ann: () => ({ id: 'ann' }), bob: () => ({ id: 'bob' }) },
      Person: {
        home: ({ id }: Row) =>
          id === 'ann'
            ? { __typename: 'House', id: 'h', line: 'High Street', garden: false }
            : { __typename: 'Boat', id: 'b', line: 'Pier 3' },
        spot: ({ id }: Row) =>
          id === 'ann'
            ? { __typename: 'Flat', id: 'f', line: 'Low Street', floor: 0 }
            : { __typename: 'House', id: 'h', line: 'High Street', garden: true },
      },
    },
  },
  courier: {
    sdl: `
      type Query { pilot: Person }
      type Person @key(fields: "id") {
        id: ID!
        home: Address @external
        spot: Spot @external
        parcel: String @requires(fields: "home { __typename id line }")
        climb: String @requires(fields: "home { ... on Flat { floor } ... on House { garden } }")
        drop: String @requires(fields: "spot { __typename ... on Flat { floor id } ... on House { garden id } }")
      }
      interface Address { id: ID! line: String! }
      type House implements Address @key(fields: "id") { id: ID! line: String! @external garden: Boolean! @external }
      type Flat implements Address @key(fields: "id") { id: ID! line: String! @external floor: Int! @external }
      union Spot = House | Flat
    `,
    resolvers: {
      Query: { pilot: () => ({ id: 'ann' }) },
      Person: {
        parcel: ({ home }: { home: Row }) => `${home['__typename']} ${home['id']} ${home['line']}`,
        climb: ({ home }: { home: Row }) => `floor ${home['floor']}, garden ${home['garden']}`,
        drop: ({ spot }: { spot: Row }) => `${spot['__typename']} ${spot['floor']} ${spot['garden']} ${spot['id']}`,
      },
    },
  },
};

describeCases('@requires on abstract types', [
  {
    id: 'FED-REQABSTRACT-01',
    rule: 'fields of an interface, its type name among them, are required of whatever type the object has',
    section: section.requires,
    subgraphs: abstractRequires,
    query: '{ ann { parcel } bob { parcel } }',
    answer: { data: { ann: { parcel: 'House h High Street' }, bob: { parcel: 'Boat b Pier 3' } } },
  },
  {
    id: 'FED-REQABSTRACT-02',
    rule: 'a fragment in a field set is required of objects of its type only',
    section: section.requires,
    subgraphs: abstractRequires,
    query: '{ ann { climb } bob { climb } }',
    answer: {
      data: {
        ann: { climb: 'floor undefined, garden false' },
        bob: { climb: 'floor undefined, garden undefined' },
      },
    },
  },
  {
    id: 'FED-REQABSTRACT-03',
    rule: 'members of a union are required by fragments',
    section: section.requires,
    subgraphs: abstractRequires,
    query: '{ ann { drop } bob { drop } }',
    answer: {
      data: {
        ann: { drop: 'Flat 0 undefined f' },
        bob: { drop: 'House undefined true h' },
      },
    },
  },
  {
    id: 'FED-REQABSTRACT-04',
    rule: 'what the client selects of the abstract field does not change what is required of it',
    section: section.requires,
    subgraphs: abstractRequires,
    query: '{ ann { home { line: id ... on House { id: line } } parcel climb } }',
    answer: {
      data: {
        ann: {
          home: { line: 'h', id: 'High Street' },
          parcel: 'House h High Street',
          climb: 'floor undefined, garden false',
        },
      },
    },
  },
  {
    id: 'FED-REQABSTRACT-05',
    rule: 'an abstract field is required also of an entity that started elsewhere',
    section: section.requires,
    subgraphs: abstractRequires,
    query: '{ pilot { parcel drop } }',
    answer: {
      data: { pilot: { parcel: 'House h High Street', drop: 'Flat 0 undefined f' } },
    },
  },
  {
    id: 'FED-REQABSTRACT-06',
    rule: 'fragments nested in a field set, on interfaces of interfaces, are all required',
    section: section.requires,
    subgraphs: {
      shapes: {
        sdl: `
          type Query { box: Box }
          type Box @key(fields: "id") { id: ID! shape: Shape }
          interface Shape { sides: Int! }
          interface Round implements Shape { sides: Int! radius: Int! }
          type Ball implements Shape & Round @shareable { sides: Int! radius: Int! colour: String! }
          type Disc implements Shape & Round @shareable { sides: Int! radius: Int! hole: Int! }
        `,
        resolvers: {
          Query: { box: () => ({ id: '1' }) },
          Box: { shape: () => ({ __typename: 'Disc', sides: 0, radius: 6, hole: 1 }) },
        },
      },
      wrap: {
        sdl: `
          type Box @key(fields: "id") {
            id: ID!
            shape: Shape @external
            wrap: String @requires(fields: "shape { sides ... on Round { radius ... on Ball { colour } ... on Disc { hole } } }")
            bare: String @requires(fields: "shape { ... on Shape { sides } }")
          }
          interface Shape { sides: Int! }
          interface Round implements Shape { sides: Int! radius: Int! }
          type Ball implements Shape & Round @shareable @inaccessible { sides: Int! radius: Int! colour: String! }
          type Disc implements Shape & Round @shareable { sides: Int! radius: Int! hole: Int! }
        `,
        resolvers: {
          Box: {
            wrap: ({ shape }: { shape: Row }) => `${shape['sides']} ${shape['radius']} ${shape['hole']}`,
            bare: ({ shape }: { shape: Row }) => `${shape['sides']}`,
          },
        },
      },
    },
    query: '{ box { wrap bare shape { __typename } } }',
    answer: { data: { box: { wrap: '0 6 1', bare: '0', shape: { __typename: 'Disc' } } } },
  },
]);
