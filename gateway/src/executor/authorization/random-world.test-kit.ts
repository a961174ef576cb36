import {
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { TestSubgraph } from '../engine.test-kit.js';

/** Numbers that look random and come again for the same seed. */
export interface Dice {
  /** An integer from 0 to below `sides`. */
  roll(sides: number): number;
  pick<T>(items: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  let state = seed | 0;
  const roll = (sides: number): number => {
    // Mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
  return { roll, pick: (items) => items[roll(items.length)] as (typeof items)[number] };
}

/** What a caller has. */
export interface Rights {
  readonly authenticated: boolean;
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

interface Requirement {
  readonly sdl: string;
  readonly isMet: (rights: Rights) => boolean;
}

const requirements: readonly Requirement[] = [
  { sdl: '@authenticated', isMet: ({ authenticated }) => authenticated },
  { sdl: '@requiresScopes(scopes: [["s1"]])', isMet: ({ scopes }) => scopes.includes('s1') },
  {
    sdl: '@requiresScopes(scopes: [["s1", "s2"], ["s3"]])',
    isMet: ({ scopes }) => scopes.includes('s3') || (scopes.includes('s1') && scopes.includes('s2')),
  },
  { sdl: '@policy(policies: [["p1"]])', isMet: ({ policies }) => policies.includes('p1') },
  { sdl: '@authenticated @policy(policies: [["p2"]])', isMet: (r) => r.authenticated && r.policies.includes('p2') },
];

export const allRights: Rights = { authenticated: true, scopes: ['s1', 's2', 's3'], policies: ['p1', 'p2'] };

/** Requirements by coordinate. Interfaces and their fields have none themselves: composition forbids it. */
export type Requirements = ReadonlyMap<string, Requirement>;

const protectable = [
  ...['User', 'Post', 'Book', 'Film', 'Role', 'Secret'],
  ...['Query.me', 'Query.node', 'Query.nodes', 'Query.hits', 'Query.media', 'Query.top', 'Query.count'],
  ...['User.name', 'User.owner', 'User.role', 'User.secret', 'User.friends', 'User.bio', 'User.posts'],
  ...['Post.name', 'Post.owner', 'Post.title', 'Post.hit', 'Book.isbn', 'Film.title', 'Media.rating', 'Media.by'],
];

export function randomRequirements(dice: Dice): Requirements {
  const chosen = new Map<string, Requirement>();
  for (const coordinate of protectable) {
    if (dice.roll(coordinate.includes('.') ? 4 : 7) === 0) {
      chosen.set(coordinate, dice.pick(requirements));
    }
  }
  // Composition wants what it reads to be asked for by the field itself.
  const title = chosen.get('Post.title');
  return title === undefined ? chosen : chosen.set('Post.up', title);
}

/** Whether the caller may see a field, said as simply as can be. */
export function maySee(requirements: Requirements, rights: Rights, { schema, type, field }: Selected): boolean {
  const of = (coordinate: string): boolean => requirements.get(coordinate)?.isMet(rights) ?? true;
  const types = (name: string): readonly string[] => {
    const named = schema.getType(name);
    return isInterfaceType(named) ? [name, ...schema.getPossibleTypes(named).map((one) => one.name)] : [name];
  };
  const isMedia = ['Book', 'Film', 'Media'].includes(type) && ['rating', 'by'].includes(field);
  const fields = (isMedia ? ['Book', 'Film', 'Media'] : types(type)).map((name) => `${name}.${field}`);
  const parent = schema.getType(type);
  const returned = parent !== undefined && 'getFields' in parent ? getNamedType(parent.getFields()[field]?.type) : null;
  return [...types(type), ...fields, ...(returned ? types(returned.name) : [])].every(of);
}

interface Selected {
  readonly schema: GraphQLSchema;
  readonly type: string;
  readonly field: string;
}

type Data = Record<string, unknown>;

const wrap = (i: number): number => ((i % 3) + 3) % 3;
const user = (i: number): Data => ({
  __typename: 'User',
  id: `u${wrap(i)}`,
  name: `name of u${wrap(i)}`,
  owner: () => user(i + 1),
  role: wrap(i) === 0 ? 'ADMIN' : 'CUSTOMER',
  secret: `secret of u${wrap(i)}`,
  friends: () => [user(i + 1), user(i + 2)],
  bio: `bio of u${wrap(i)}`,
  posts: () => [post(i), post(i + 1)],
});
const post = (i: number): Data => ({
  __typename: 'Post',
  id: `p${wrap(i)}`,
  name: `name of p${wrap(i)}`,
  owner: () => user(i + 1),
  title: `title of p${wrap(i)}`,
  hit: () => (wrap(i) === 1 ? post(i + 1) : user(i)),
  up: `up of title of p${wrap(i)}`,
});
const medium = (i: number): Data => ({
  ...(wrap(i) === 0 ? { __typename: 'Film', title: 'a film' } : { __typename: 'Book', isbn: `isbn ${wrap(i)}` }),
  id: `m${wrap(i)}`,
  rating: wrap(i),
  by: () => user(i),
});
const indexOf = ({ id }: { readonly id: string }): number => Number(id.slice(1));

const root: Data = {
  me: () => user(0),
  node: () => post(1),
  nodes: () => [user(1), post(2)],
  hits: () => [post(0), user(2)],
  media: () => [medium(0), medium(1)],
  top: () => medium(2),
  count: 7,
};

/** Two subgraphs with random requirements and random nullability. */
export function createSubgraphs(requirements: Requirements, dice: Dice): Readonly<Record<string, TestSubgraph>> {
  const at = (coordinate: string): string => requirements.get(coordinate)?.sdl ?? '';
  const bang = Object.fromEntries(
    ['me', 'node', 'nodes', 'item', 'hits', 'top', 'name', 'owner', 'role', 'secret', 'title', 'up', 'bio', 'by'].map(
      (name) => [name, dice.roll(3) === 0 ? '!' : ''],
    ),
  );
  const a = `
    type Query {
      me: User${bang['me']} ${at('Query.me')}
      node: Node${bang['node']} ${at('Query.node')}
      nodes: [Node${bang['item']}]${bang['nodes']} ${at('Query.nodes')}
      hits: [Hit${bang['item']}]${bang['hits']} ${at('Query.hits')}
      media: [Media] ${at('Query.media')}
      count: Int ${at('Query.count')}
    }
    interface Node { id: ID! name: String${bang['name']} owner: User${bang['owner']} }
    type User implements Node @key(fields: "id") ${at('User')} {
      id: ID!
      name: String${bang['name']} ${at('User.name')}
      owner: User${bang['owner']} ${at('User.owner')}
      role: Role${bang['role']} ${at('User.role')}
      secret: Secret${bang['secret']} ${at('User.secret')}
      friends: [User${bang['item']}] ${at('User.friends')}
    }
    type Post implements Node @key(fields: "id") ${at('Post')} {
      id: ID!
      name: String${bang['name']} ${at('Post.name')}
      owner: User${bang['owner']} ${at('Post.owner')}
      title: String${bang['title']} ${at('Post.title')}
      hit: Hit ${at('Post.hit')}
    }
    union Hit = User | Post
    enum Role ${at('Role')} { ADMIN CUSTOMER }
    scalar Secret ${at('Secret')}
    interface Media @key(fields: "id") { id: ID! }
    type Book implements Media @key(fields: "id") ${at('Book')} { id: ID! isbn: String ${at('Book.isbn')} }
    type Film implements Media @key(fields: "id") ${at('Film')} { id: ID! title: String ${at('Film.title')} }
  `;
  const b = `
    type Query { top: Media${bang['top']} ${at('Query.top')} }
    type Media @interfaceObject @key(fields: "id") {
      id: ID!
      rating: Int ${at('Media.rating')}
      by: User${bang['by']} ${at('Media.by')}
    }
    type User @key(fields: "id") {
      id: ID!
      bio: String${bang['bio']} ${at('User.bio')}
      posts: [Post${bang['item']}] ${at('User.posts')}
    }
    type Post @key(fields: "id") {
      id: ID!
      title: String${bang['title']} @external
      up: String${bang['up']} @requires(fields: "title") ${at('Post.up')}
    }
  `;
  const users = { __resolveReference: (ref: { id: string }) => user(indexOf(ref)) };
  const media = { __resolveReference: (ref: { id: string }) => medium(indexOf(ref)) };
  const { top, ...rest } = root as Record<string, () => unknown>;
  const ofRoot = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, typeof value === 'function' ? value : () => value]),
  );
  return {
    a: {
      sdl: a,
      resolvers: {
        Query: ofRoot,
        User: users,
        Post: { __resolveReference: (ref: { id: string }) => post(indexOf(ref)) },
        Book: media,
        Film: media,
        Media: media,
      },
    },
    b: {
      sdl: b,
      resolvers: {
        Query: { top: top as () => unknown },
        User: users,
        Media: { __resolveReference: (ref: { id: string }) => ({ ...medium(indexOf(ref)), __typename: 'Media' }) },
        Post: {
          __resolveReference: (ref: { id: string; title?: string }) => ({
            ...post(indexOf(ref)),
            up: `up of ${ref.title}`,
          }),
        },
      },
    },
  };
}

/** What graphql-js answers when the resolver of each denied field throws. */
export async function expectedAnswer(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  { schema, requirements, rights }: { schema: GraphQLSchema; requirements: Requirements; rights: Rights },
) {
  const denied = new Set<FieldNode>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const type = info.getParentType()?.name ?? '';
        if (
          !node.name.value.startsWith('__') &&
          !maySee(requirements, rights, { schema, type, field: node.name.value })
        ) {
          denied.add(node);
        }
      },
    }),
  );
  return execute({
    schema,
    document,
    variableValues: variables,
    rootValue: root,
    fieldResolver(source: Data, _args, _context, { fieldNodes, fieldName }) {
      if (fieldNodes.some((node) => denied.has(node))) {
        throw new Error('Unauthorized field or type');
      }
      const value = source[fieldName];
      return typeof value === 'function' ? value() : value;
    },
  });
}

const fieldsOf: Readonly<Record<string, readonly (readonly [name: string, type?: string])[]>> = {
  Query: [
    ['me', 'User'],
    ['node', 'Node'],
    ['nodes', 'Node'],
    ['hits', 'Hit'],
    ['media', 'Media'],
    ['top', 'Media'],
    ['count'],
  ],
  Node: [['id'], ['name'], ['owner', 'User']],
  User: [['id'], ['name'], ['owner', 'User'], ['role'], ['secret'], ['friends', 'User'], ['bio'], ['posts', 'Post']],
  Post: [['id'], ['name'], ['owner', 'User'], ['title'], ['hit', 'Hit'], ['up']],
  Hit: [],
  Media: [['id'], ['rating'], ['by', 'User']],
  Book: [['id'], ['rating'], ['by', 'User'], ['isbn']],
  Film: [['id'], ['rating'], ['by', 'User']],
};

const fragmentTypes: Readonly<Record<string, readonly string[]>> = {
  Query: ['Query'],
  Node: ['Node', 'User', 'Post'],
  User: ['User', 'Node', 'Hit'],
  Post: ['Post', 'Node'],
  Hit: ['User', 'Post', 'Node', 'Hit'],
  Media: ['Media', 'Book', 'Film'],
  Book: ['Book', 'Media'],
  Film: ['Film'],
};

/** A valid operation, with fragments of every kind, aliases and conditions, and values for its variables. */
export function randomOperation(dice: Dice): { text: string; variables: Record<string, boolean> } {
  const named: string[] = [];
  const condition = (): string =>
    dice.roll(5) === 0 ? ` @${dice.pick(['skip', 'include'])}(if: ${dice.pick(['$x', '$y', 'true', 'false'])})` : '';
  const field = (type: string, depth: number): string => {
    const [name, returned] = dice.pick(fieldsOf[type] ?? []) ?? ['__typename'];
    // Fields of one alias must be the same field.
    const alias = dice.roll(4) === 0 ? `${name}_${dice.roll(2)}: ` : '';
    const below = returned === undefined ? '' : ` ${selectionSet(returned, depth - 1)}`;
    return `${alias}${name}${condition()}${below}`;
  };
  const fragment = (type: string, depth: number): string => {
    const to = dice.pick(fragmentTypes[type] ?? [type]);
    const body = selectionSet(to, depth - 1);
    if (dice.roll(3) === 0) {
      named.push(`fragment F${named.length} on ${to} ${body}`);
      return `...F${named.length - 1}${condition()}`;
    }
    return to === type && dice.roll(2) === 0 ? `...${condition()} ${body}` : `... on ${to}${condition()} ${body}`;
  };
  const selectionSet = (type: string, depth: number): string => {
    const parts = ['__typename'];
    for (let left = depth <= 0 ? 1 : 1 + dice.roll(4); left > 0; left--) {
      const leaves = (fieldsOf[type] ?? []).filter(([, returned]) => returned === undefined);
      if (depth <= 0) {
        parts.push(dice.pick(leaves)?.[0] ?? '__typename');
      } else {
        parts.push(dice.roll(3) === 0 ? fragment(type, depth) : field(type, depth));
      }
    }
    return `{ ${parts.slice(dice.roll(2) === 0 && parts.length > 1 ? 1 : 0).join(' ')} }`;
  };
  const body = selectionSet('Query', 4);
  const text = `query ($x: Boolean!, $y: Boolean!) ${body} ${named.join(' ')}`;
  return { text, variables: { x: dice.roll(2) === 0, y: dice.roll(2) === 0 } };
}
