import { buildSchema } from 'graphql';
import { createLogger } from '../../telemetry/logger.js';
import type { ManifestOperation } from '../operation-manifest.js';
import { createPersistedOperations, type PersistedOperations } from '../persisted-operations.js';
import type { Endpoint, ServedEndpoints } from './endpoint.js';
import { type EndpointsSettings, openEndpoints } from './open-endpoints.js';

/** A graph with everything that has a shape of its own in an answer or in variables. For tests. */
export const zooSdl = `
  "A number with as many digits as it takes."
  scalar Long @specifiedBy(url: "https://scalars.example/long")
  scalar JSON
  enum Size { SMALL LARGE }
  input Filter { name: String! = "any", size: Size, tags: [String!], near: Filter, grid: [[Int!]!], id: Long }
  interface Animal { id: ID!, name: String }
  type Cat implements Animal { id: ID!, name: String, lives: Int!, friends: [Animal] }
  type Dog implements Animal { id: ID!, name: String, size: Size, friends: [Animal!]! }
  type Stone { weight: Float! }
  union Thing = Cat | Dog | Stone
  type Query {
    animals(filter: Filter, ids: [ID!], size: Size, first: Int = 10, wild: Boolean, weight: Float, big: Long): [Animal!]
    thing(id: ID!): Thing
    grid: [[Int]]
    big: Long
    json: JSON
    text: String
  }
  type Mutation { rename(id: ID!, name: String): Animal }
  type Subscription { born: Animal }
`;

/** Operations of the zoo. */
export const zooOperations = {
  Animals: `query Animals($filter: Filter, $ids: [ID!], $size: Size, $first: Int = 5, $wild: Boolean, $weight: Float, $big: Long) {
    animals(filter: $filter, ids: $ids, size: $size, first: $first, wild: $wild, weight: $weight, big: $big) {
      id
      __typename
      label: name
      ... on Cat { lives catFriends: friends { id } }
      ... on Dog { size dogFriends: friends { id } }
    }
  }`,
  Thing: 'query Thing($id: ID!) { thing(id: $id) { __typename ... on Animal { name } ... on Stone { weight } } }',
  Scalars: 'query Scalars { grid big json text }',
  Rename: 'mutation Rename($id: ID!, $name: String) { rename(id: $id, name: $name) { id name } }',
  Born: 'subscription Born { born { id } }',
} as const;

/** Where the operations' manifest is said to be. */
export const manifestPath = 'manifests/zoo/1.json';

/** Manifest entries of texts, by the operations' names. */
export function manifestOf(texts: Readonly<Record<string, string>>): readonly ManifestOperation[] {
  return Object.entries(texts).map(([name, body]) => {
    const type = /^(query|mutation|subscription)/.exec(body)?.[1] as ManifestOperation['type'];
    return { id: `id-of-${name}`, name, type, body };
  });
}

/** Persisted operations as if they had been read from that manifest. */
export function persistedOf(texts: Readonly<Record<string, string>>): PersistedOperations {
  const operations = manifestOf(texts);
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations } as const;
  return createPersistedOperations([{ file: manifestPath, manifest }]);
}

/** Opens endpoints of the zoo, at `/zoo/api`. */
export function openZoo(
  settings: Partial<EndpointsSettings> = {},
  {
    persisted = () => zoo,
    sdl = zooSdl,
    lines = [],
  }: { readonly persisted?: () => PersistedOperations; readonly sdl?: string; readonly lines?: object[] } = {},
): ServedEndpoints {
  const write = (line: string) => void lines.push(JSON.parse(line) as object);
  return openEndpoints(
    {
      path: '/zoo/api',
      manifest: manifestPath,
      expose: 'all',
      routes: new Map(),
      partialData: 'refuse',
      statuses: new Map(),
      csrf: 'fetch-metadata',
      documents: true,
      ...settings,
    },
    {
      name: 'zoo',
      schema: buildSchema(sdl),
      persisted,
      log: createLogger({ level: 'info', format: 'json' }, { write }),
    },
  );
}

const zoo = persistedOf(zooOperations);

/** The endpoint of an operation of the zoo. */
export function zooEndpoint(name: keyof typeof zooOperations, settings: Partial<EndpointsSettings> = {}): Endpoint {
  const found = openZoo(settings)
    .current()
    .all.find(({ operation }) => operation.name === name);
  if (found === undefined) {
    throw new TypeError(`There is no endpoint of "${name}"`);
  }
  return found;
}
