import { anonymous, type Identity } from '@facet/gateway';
import { composeClientGraph } from '@facet/schema';
import { describe, expect, it } from 'vitest';
import { type Row, referenceAmong } from './kit/entities.js';
import { section } from './kit/sections.js';
import { serveSupergraph, type TestSubgraphs } from './kit/start-federation.js';

const federation = (imports: string, version = 'v2.12') =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", import: ["@key", ${imports}])\n`;
const plain =
  'type Query { song: Song songs(first: Int): [Song!]! } type Song @key(fields: "id") { id: ID! title: String rights: String }';

/** Sources of songs, without what the supergraph says about them beside their types. */
const subgraphs: TestSubgraphs = {
  songs: {
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"]) ${plain}`,
    resolvers: {
      Query: { song: () => ({ id: '1', title: '' }), songs: () => [{ id: '1', title: '' }] },
      Song: { rights: () => 'public' },
    },
  },
  plays: {
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Song @key(fields: "id") { id: ID! plays: Int }`,
    resolvers: { Song: { __resolveReference: referenceAmong([{ id: '1', plays: 0 }] satisfies Row[]) } },
  },
};

const linked: readonly (readonly [string, string, string])[] = [
  [
    'FED-LINKED-01',
    '@authenticated',
    `${federation('"@authenticated"')} ${plain.replace('rights: String', 'rights: String @authenticated')}`,
  ],
  [
    'FED-LINKED-02',
    '@requiresScopes',
    `${federation('"@requiresScopes"')} ${plain.replace('rights: String', 'rights: String @requiresScopes(scopes: [["read:rights", "x"], ["admin"]])')}`,
  ],
  [
    'FED-LINKED-03',
    '@policy',
    `${federation('"@policy"')} ${plain.replace('rights: String', 'rights: String @policy(policies: [["lawyer"]])')}`,
  ],
  [
    'FED-LINKED-04',
    '@cost and @listSize',
    `${federation('"@cost", "@listSize"')} ${plain
      .replace('rights: String', 'rights: String @cost(weight: 5)')
      .replace(
        'songs(first: Int): [Song!]!',
        'songs(first: Int @cost(weight: 2)): [Song!]! @listSize(slicingArguments: ["first"], assumedSize: 10)',
      )}`,
  ],
  [
    'FED-LINKED-05',
    '@cacheTag',
    `${federation('"@cacheTag"')} ${plain.replace('song: Song', 'song: Song @cacheTag(format: "song")')}`,
  ],
  [
    'FED-LINKED-06',
    'directives of one specification under other names',
    `extend schema @link(
       url: "https://specs.apollo.dev/federation/v2.12"
       import: ["@key", { name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@may" }]
     ) ${plain.replace('rights: String', 'rights: String @signedIn @may(scopes: [["x"]])')}`,
  ],
  [
    'FED-LINKED-07',
    '@connect and @source',
    `${federation('"@shareable"')} extend schema
       @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
       @source(name: "api", http: { baseURL: "http://songs.invalid" })
     ${plain
       .replace(
         'song: Song',
         'song: Song @connect(source: "api", http: { GET: "/song" }, selection: "id title rights")',
       )
       .replace(
         'songs(first: Int): [Song!]!',
         'songs(first: Int): [Song!]! @connect(source: "api", http: { GET: "/songs" }, selection: "id title rights")',
       )
       .replace('@key(fields: "id") ', '')}`,
  ],
  [
    'FED-LINKED-08',
    'a directive composed from a specification of somebody else',
    `${federation('"@composeDirective"')} extend schema
       @link(url: "https://specs.example.org/mood/v1.2", import: ["@mood"])
       @composeDirective(name: "@mood")
     directive @mood(is: String!) on FIELD_DEFINITION | OBJECT
     ${plain.replace('rights: String', 'rights: String @mood(is: "sad")')}`,
  ],
  [
    'FED-LINKED-09',
    '@tag and @inaccessible beside them',
    `${federation('"@tag", "@inaccessible", "@authenticated"')} ${plain.replace('title: String', 'title: String @tag(name: "t") @authenticated hidden: Int @inaccessible')}`,
  ],
];

/** Somebody who may see everything, where something is asked of callers. */
const allowed: Identity = {
  ...anonymous,
  proof: 'token',
  subject: 'ada',
  scopes: new Set(['admin', 'x']),
  key: 'ada',
};
const authorization = {
  onDenied: 'filter' as const,
  policies: { decide: async (names: readonly string[]) => new Set(names) },
};

describe('supergraphs that link other specifications', () => {
  it.each(linked)(
    '%s operations are answered over a supergraph with %s, of which clients see nothing',
    async (...one) => {
      const songs = one[2];
      const plays = `${federation('"@shareable"')} type Song @key(fields: "id") { id: ID! plays: Int }`;
      const isEntity = songs.includes('type Song @key');
      const shared = [
        { name: 'songs', url: 'http://songs.invalid', file: 'songs', sdl: songs },
        ...(isEntity ? [{ name: 'plays', url: 'http://plays.invalid', file: 'plays', sdl: plays }] : []),
      ];
      const contract = { include: [], exclude: [] };
      const { supergraph = '', problems } = await composeClientGraph({ name: 'test', shared, contract });
      expect(problems).toEqual([]);
      const { run } = serveSupergraph(supergraph, subgraphs, { authorization });
      const query = `{
      song { id title rights ${isEntity ? 'plays' : ''} }
      songs(first: 1) { title }
      __schema { types { name } directives { name } }
    }`;
      const { answer } = await run(query, { identity: allowed });
      const song = { id: '1', title: '', rights: 'public', ...(isEntity ? { plays: 0 } : {}) };
      expect(answer, section.link).toEqual({ data: { song, songs: [{ title: '' }], __schema: expect.anything() } });
      const { types, directives } = (answer.data as { readonly __schema: Introspected }).__schema;
      expect(namesOf(types).filter((name) => !name.startsWith('__'))).toEqual([
        'Boolean',
        'ID',
        'Int',
        'Query',
        'Song',
        'String',
      ]);
      expect(namesOf(directives)).toEqual(['deprecated', 'include', 'oneOf', 'skip', 'specifiedBy']);
    },
  );
});

type Introspected = Readonly<Record<'types' | 'directives', readonly { readonly name: string }[]>>;

function namesOf(elements: readonly { readonly name: string }[]): readonly string[] {
  return elements.map(({ name }) => name).sort();
}
