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
    '01',
    '@authenticated',
    `${federation('"@authenticated"')} ${plain.replace('rights: String', 'rights: String @authenticated')}`,
  ],
  [
    '02',
    '@requiresScopes',
    `${federation('"@requiresScopes"')} ${plain.replace('rights: String', 'rights: String @requiresScopes(scopes: [["read:rights", "x"], ["admin"]])')}`,
  ],
  [
    '03',
    '@policy',
    `${federation('"@policy"')} ${plain.replace('rights: String', 'rights: String @policy(policies: [["lawyer"]])')}`,
  ],
  [
    '04',
    '@cost and @listSize',
    `${federation('"@cost", "@listSize"')} ${plain
      .replace('rights: String', 'rights: String @cost(weight: 5)')
      .replace(
        'songs(first: Int): [Song!]!',
        'songs(first: Int @cost(weight: 2)): [Song!]! @listSize(slicingArguments: ["first"], assumedSize: 10)',
      )}`,
  ],
  [
    '05',
    '@cacheTag',
    `${federation('"@cacheTag"')} ${plain.replace('song: Song', 'song: Song @cacheTag(format: "song")')}`,
  ],
  [
    '06',
    'directives of one specification under other names',
    `extend schema @link(
       url: "https://specs.apollo.dev/federation/v2.12"
       import: ["@key", { name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@may" }]
     ) ${plain.replace('rights: String', 'rights: String @signedIn @may(scopes: [["x"]])')}`,
  ],
  [
    '07',
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
    '08',
    'a directive composed from a specification of somebody else',
    `${federation('"@composeDirective"')} extend schema
       @link(url: "https://specs.example.org/mood/v1.2", import: ["@mood"])
       @composeDirective(name: "@mood")
     directive @mood(is: String!) on FIELD_DEFINITION | OBJECT
     ${plain.replace('rights: String', 'rights: String @mood(is: "sad")')}`,
  ],
  [
    '09',
    '@tag and @inaccessible beside them',
    `${federation('"@tag", "@inaccessible", "@authenticated"')} ${plain.replace('title: String', 'title: String @tag(name: "t") @authenticated hidden: Int @inaccessible')}`,
  ],
];

describe('supergraphs that link other specifications', () => {
  it.each(linked)('FED-LINKED-%s operations are answered over a supergraph with %s', async (_number, _what, songs) => {
    const plays = `${federation('"@shareable"')} type Song @key(fields: "id") { id: ID! plays: Int }`;
    const isEntity = songs.includes('type Song @key');
    const shared = [
      { name: 'songs', url: 'http://songs.invalid', file: 'songs', sdl: songs },
      ...(isEntity ? [{ name: 'plays', url: 'http://plays.invalid', file: 'plays', sdl: plays }] : []),
    ];
    const contract = { include: [], exclude: [] };
    const { supergraph = '', problems } = await composeClientGraph({ name: 'test', shared, contract });
    expect(problems).toEqual([]);
    const { run } = serveSupergraph(supergraph, subgraphs);
    const query = `{ song { id title rights ${isEntity ? 'plays' : ''} } songs(first: 1) { title } }`;
    const { answer } = await run(query);
    const song = { id: '1', title: '', rights: 'public', ...(isEntity ? { plays: 0 } : {}) };
    expect(answer, section.link).toEqual({ data: { song, songs: [{ title: '' }] } });
  });

  it.each(linked)('FED-LINKEDHIDDEN-%s clients see nothing of %s', async (_number, _what, songs) => {
    const shared = [{ name: 'songs', url: 'http://songs.invalid', file: 'songs', sdl: songs }];
    const contract = { include: [], exclude: [] };
    const { supergraph = '' } = await composeClientGraph({ name: 'test', shared, contract });
    const { run } = serveSupergraph(supergraph, subgraphs);
    const { answer } = await run('{ __schema { types { name } directives { name } } }');
    const { types, directives } = (answer.data as { __schema: Record<'types' | 'directives', { name: string }[]> })
      .__schema;
    expect(
      types
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('__'))
        .sort(),
    ).toEqual(['Boolean', 'ID', 'Int', 'Query', 'Song', 'String'].filter((name) => name !== 'Float'));
    expect(directives.map(({ name }) => name).sort(), section.link).toEqual([
      'deprecated',
      'include',
      'oneOf',
      'skip',
      'specifiedBy',
    ]);
  });
});
