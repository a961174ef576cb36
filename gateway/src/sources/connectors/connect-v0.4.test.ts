import { describe, expect, it } from 'vitest';
import { compose, createTestSource, plain, type ServiceAnswer, startService, withApi } from './connectors.test-kit.js';
import { validateConnectors } from './validate/validate-connectors.js';

const v4 = (sdl: string): string =>
  withApi(sdl).replace('connect/v0.3', 'connect/v0.4').replace('federation/v2.12', 'federation/v2.13');

const shop = v4(`
  interface Item { id: ID! title: String }
  type Book implements Item { id: ID! title: String author: String }
  type Film implements Item { id: ID! title: String director: String }
  union Hit = Book | Film
  type Query {
    items: [Item!]! @connect(source: "api", http: { GET: "/items" }, selection: """
      $.items {
        id title
        ... kind->match(
          ["book", { __typename: "Book", author: $.author }],
          ["film", { __typename: "Film", director: $.director }]
        )
      }
    """)
    hit: Hit @connect(source: "api", http: { GET: "/hit" }, selection: """
      ... kind->match(["book", { __typename: "Book", id: $.id, author: $.author }], ["film", { __typename: "Film", id: $.id }])
    """)
    greeting(name: String!): Greeting @connect(selection: "text: $args.name limits: { max: 3 } from: $config.name")
  }
  type Greeting { text: String limits: Limits from: String }
  type Limits { max: Int }
`);
const supergraph = compose({ shop });

async function ask(text: string, answer: ServiceAnswer): Promise<{ readonly answer: unknown; readonly calls: number }> {
  await using service = await startService(() => answer);
  const { url } = service;
  await using source = createTestSource({ supergraph, name: 'shop', connector: 'api', url, config: { name: 'here' } });
  return { answer: plain(await source.fetch(text)), calls: service.seen.length };
}

const items = [
  { id: 1, title: 't1', kind: 'book', author: 'A' },
  { id: 2, title: 't2', kind: 'film', director: 'D' },
];

describe('connect v0.4', () => {
  it('has no problems with abstract types and connectors without calls', () => {
    expect(validateConnectors(supergraph)).toEqual([]);
  });

  it('answers an interface by the __typename of each branch', async () => {
    const text = '{ items { __typename id title ... on Book { author } ... on Film { director } } }';
    expect((await ask(text, { json: { items } })).answer).toEqual({
      data: {
        items: [
          { __typename: 'Book', id: '1', title: 't1', author: 'A' },
          { __typename: 'Film', id: '2', title: 't2', director: 'D' },
        ],
      },
      errors: [],
    });
  });

  it('answers a union, and says when no branch fits', async () => {
    const text = '{ hit { ... on Book { author } ... on Film { id } } }';
    expect((await ask(text, { json: items[1] })).answer).toEqual({ data: { hit: { id: '2' } }, errors: [] });
    expect((await ask(text, { json: { kind: 'song' } })).answer).toEqual({
      data: { hit: null },
      errors: [{ path: ['hit'], failure: 'SOURCE_BAD_ANSWER' }],
    });
  });

  it('computes the value of a connector without http, and calls nobody', async () => {
    expect(await ask('{ greeting(name: "Ada") { text limits { max } from } }', {})).toEqual({
      answer: { data: { greeting: { text: 'Ada', limits: { max: 3 }, from: null } }, errors: [] },
      calls: 0,
    });
  });

  it.each([
    [
      'interfaces before v0.4',
      withApi(`interface Item { id: ID! } type Book implements Item { id: ID! }
        type Query { items: [Item!] @connect(source: "api", http: { GET: "/" }, selection: "id") }`),
      'CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE sub:Item',
    ],
    [
      'no http before v0.4',
      withApi('type Query { f: Int @connect(selection: "$(1)") }'),
      'MISSING_HTTP_METHOD sub:Query.f@connect[0]',
    ],
    [
      'a branch of no such type',
      shop.replace('"Film", director', '"Flim", director'),
      'MISSING_SCHEMA_TYPE sub:Query.items@connect[0] selection',
    ],
    [
      'a __typename that is no literal',
      shop.replace('__typename: "Film", director', '__typename: $.kind, director'),
      'INVALID_SELECTION sub:Query.items@connect[0] selection',
    ],
    [
      'no __typename at all',
      shop.replace(/__typename: "(Book|Film)", /g, ''),
      'CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE sub:Query.items@connect[0] selection',
    ],
    [
      'a field of another branch',
      shop.replace('director: $.director', 'author: $.director'),
      'SELECTED_FIELD_NOT_FOUND sub:Query.items@connect[0] selection',
    ],
    [
      'a field that no branch gives',
      shop.replace(/, director: \$.director/g, ''),
      'CONNECTORS_UNRESOLVED_FIELD sub:Film.director',
    ],
  ])('validation reports %s', (_what, sdl, problem) => {
    const problems = validateConnectors(compose({ sub: sdl }));
    expect(problems.map(({ code, coordinate }) => `${code} ${coordinate}`)).toContain(problem);
  });
});
