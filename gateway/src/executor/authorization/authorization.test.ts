import { describe, expect, it } from 'vitest';
import { anonymous, type Identity } from '../../auth/identity.js';
import type { PolicyDecider } from '../../auth/policies/policy-decider.js';
import { maxDenials } from '../completion/completion.js';
import { startTestEngine, type TestSubgraph } from '../engine.test-kit.js';
import type { AuthorizationOptions } from './authorizer.js';

function caller(...scopes: readonly string[]): Identity {
  return { ...anonymous, proof: 'token', subject: 'ann', scopes: new Set(scopes), key: `ann:${scopes.join(' ')}` };
}

function granting(...policies: readonly string[]): PolicyDecider & { readonly asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    async decide(names) {
      asked.push(names);
      return new Set(names.filter((name) => policies.includes(name)));
    },
  };
}

const ann = { __typename: 'User', id: '1', name: 'Ann', email: 'ann@shop.example', role: 'ADMIN', note: 'vip' };
const post = { __typename: 'Post', id: '2', title: 'Hello', draft: 'Hell' };

const shop: TestSubgraph = {
  sdl: `
    type Query {
      user: User
      users: [User!]!
      post: Post
      node(id: ID!): Node
      search: [Hit!]!
      account: Account
      vault: Vault!
      open: String
      required: String!
    }
    type Mutation { rename: User wipe: String @requiresScopes(scopes: [["admin"]]) mustWipe: String! @requiresScopes(scopes: [["admin"]]) }
    interface Node { id: ID! title: String }
    interface Public { id: ID! }
    type User implements Public @key(fields: "id") {
      id: ID!
      name: String!
      email: String @authenticated
      phone: String! @requiresScopes(scopes: [["phone", "read"], ["admin"]])
      role: Role
      note: String @policy(policies: [["staff"]])
      friends: [User!] @authenticated
      posts: [Post]
    }
    enum Role @requiresScopes(scopes: [["roles"]]) { ADMIN CUSTOMER }
    type Post implements Node { id: ID! title: String draft: String @policy(policies: [["author"], ["staff", "editor"]]) }
    type Page implements Node { id: ID! title: String @authenticated }
    union Hit = Post | Account
    type Account @authenticated { id: ID! balance: Int! }
    type Vault @requiresScopes(scopes: [["vault"]]) { gold: Int }
  `,
  resolvers: {
    Query: {
      user: () => ({ ...ann, phone: '12' }),
      users: () => [
        { ...ann, phone: '12' },
        { ...ann, id: '3', phone: '34' },
      ],
      post: () => post,
      node: () => post,
      search: () => [post, { __typename: 'Account', id: '9', balance: 5 }],
      account: () => ({ id: '9', balance: 5 }),
      vault: () => ({ gold: 1 }),
      open: () => 'open',
      required: () => 'required',
    },
    Mutation: { rename: () => ann, wipe: () => 'wiped', mustWipe: () => 'wiped' },
    User: { friends: () => [ann], posts: () => [post, null] },
  },
};

function start(authorization?: AuthorizationOptions) {
  const engine = startTestEngine({ shop }, authorization === undefined ? {} : { authorization });
  const ask = (query: string, identity = anonymous, variables: Record<string, unknown> = {}) =>
    engine.run(query, variables, new Map(), identity);
  return { ...engine, ask };
}

const unauthorized = (...path: readonly (string | number)[]) => ({ message: 'Unauthorized field or type', path });

describe('engine.execute() with protected fields', () => {
  it('answers a denied field null, with an error at its path, and does not fetch it', async () => {
    const { ask, fetches } = start();
    expect(await ask('{ user { name email } }')).toMatchObject({
      data: { user: { name: 'Ann', email: null } },
      errors: [unauthorized('user', 'email')],
    });
    expect(fetches.map(({ text }) => text).join()).not.toContain('email');
    expect(await ask('{ user { name email } }', caller())).toMatchObject({
      data: { user: { name: 'Ann', email: 'ann@shop.example' } },
      errors: [],
    });
  });

  it('keeps the order of the operation, whatever is denied', async () => {
    const { ask } = start();
    expect((await ask('{ user { a: email name b: email } open }')).text).toBe(
      '{"user":{"a":null,"name":"Ann","b":null},"open":"open"}',
    );
  });

  it('asks for all scopes of one of the lists', async () => {
    const { ask } = start();
    const phone = async (identity: Identity) => (await ask('{ user { phone } }', identity)).data;
    expect(await phone(caller('phone'))).toEqual({ user: null });
    expect(await phone(caller('read', 'phone'))).toEqual({ user: { phone: '12' } });
    expect(await phone(caller('admin'))).toEqual({ user: { phone: '12' } });
    expect(await phone(anonymous)).toEqual({ user: null });
  });

  it('propagates the null of a field that cannot be null, once for each place', async () => {
    const { ask } = start();
    expect(await ask('{ users { name phone } open }')).toMatchObject({
      data: null,
      errors: [unauthorized('users', 0, 'phone')],
    });
    expect(await ask('{ users { name email } }')).toMatchObject({
      data: {
        users: [
          { name: 'Ann', email: null },
          { name: 'Ann', email: null },
        ],
      },
      errors: [unauthorized('users', 0, 'email'), unauthorized('users', 1, 'email')],
    });
  });

  it('denies every field that returns a protected type: objects and enums', async () => {
    const { ask, fetches } = start();
    expect(await ask('{ account { id } user { role } }')).toMatchObject({
      data: { account: null, user: { role: null } },
      errors: [unauthorized('account'), unauthorized('user', 'role')],
    });
    expect(fetches.map(({ text }) => text).join()).not.toMatch(/account|role/);
    expect(await ask('{ account { id } user { role } }', caller('roles'))).toMatchObject({
      data: { account: { id: '9' }, user: { role: 'ADMIN' } },
      errors: [],
    });
  });

  it('fetches nothing when a denied root field makes the whole answer null', async () => {
    const { ask, fetches } = start();
    expect(await ask('{ required ...F } fragment F on Query { vault { gold } open }')).toMatchObject({
      data: null,
      errors: [unauthorized('vault')],
    });
    expect(fetches).toEqual([]);
  });

  it('holds in named, inline and nested fragments, and under aliases', async () => {
    const { ask, fetches } = start();
    const query = `
      { u: user { ...A ... on User { ... { e2: email } } } }
      fragment A on User { ...B posts { ... on Post { d: draft } } }
      fragment B on User { email e1: email friends { id } }
    `;
    const { data, errors } = await ask(query);
    expect(data).toEqual({
      u: { email: null, e1: null, friends: null, posts: [{ d: null }, null], e2: null },
    });
    expect(errors.map(({ path }) => (path as string[]).join('.')).sort()).toEqual([
      'u.e1',
      'u.e2',
      'u.email',
      'u.friends',
      'u.posts.0.d',
    ]);
    expect(fetches.map(({ text }) => text).join()).not.toMatch(/email|friends|draft/);
  });

  it('asks through an interface for what any of its implementations asks', async () => {
    const { ask } = start();
    expect(await ask('{ node(id: 1) { id title } }')).toMatchObject({
      data: { node: { id: '2', title: null } },
      errors: [unauthorized('node', 'title')],
    });
    expect(await ask('{ node(id: 1) { id ... on Post { title } } }')).toMatchObject({
      data: { node: { id: '2', title: 'Hello' } },
      errors: [],
    });
    expect(await ask('{ node(id: 1) { title ... on Post { title } } }')).toMatchObject({
      data: { node: { title: null } },
      errors: [unauthorized('node', 'title')],
    });
  });

  it('shows of the denied members of a union their type name alone', async () => {
    const { ask, fetches } = start();
    const query = '{ search { __typename ... on Post { title } ... on Account { __typename id: __typename a: id } } }';
    expect(await ask('{ search { __typename ... on Post { title } ... on Account { t: __typename } } }')).toMatchObject(
      {
        data: { search: [{ title: 'Hello' }, { __typename: 'Account', t: 'Account' }] },
        errors: [],
      },
    );
    expect(await ask(query)).toMatchObject({ data: null, errors: [unauthorized('search', 1, 'a')] });
    expect(fetches.map(({ text }) => text).join()).not.toMatch(/\bid\b/);
    expect(await ask(query, caller())).toMatchObject({
      data: { search: [{ title: 'Hello' }, { __typename: 'Account', id: 'Account', a: '9' }] },
    });
  });

  it('says nothing of a denied field that a condition leaves out', async () => {
    const { ask } = start();
    const query = 'query ($all: Boolean!) { user { name email @include(if: $all) ... @skip(if: true) { phone } } }';
    expect(await ask(query, anonymous, { all: false })).toMatchObject({ data: { user: { name: 'Ann' } }, errors: [] });
    expect(await ask(query, anonymous, { all: true })).toMatchObject({
      data: { user: { name: 'Ann', email: null } },
      errors: [unauthorized('user', 'email')],
    });
    expect(await ask(query, caller(), { all: true })).toMatchObject({ errors: [] });
  });

  it('never runs a denied mutation, nor those beside one that cannot be null', async () => {
    const { ask, fetches } = start();
    expect(await ask('mutation { rename { name } wipe }')).toMatchObject({
      data: { rename: { name: 'Ann' }, wipe: null },
      errors: [unauthorized('wipe')],
    });
    expect(fetches.map(({ text }) => text).join()).not.toContain('wipe');
    fetches.length = 0;
    expect(await ask('mutation { rename { name } mustWipe }')).toMatchObject({ data: null });
    expect(fetches).toEqual([]);
  });

  it('shows the schema by introspection whatever the caller may see', async () => {
    const { ask } = start();
    const { data, errors } = await ask('{ __type(name: "Account") { name fields { name } } account { id } }');
    expect(data).toEqual({
      __type: { name: 'Account', fields: [{ name: 'id' }, { name: 'balance' }] },
      account: null,
    });
    expect(errors).toEqual([unauthorized('account')]);
  });

  it('asks for all policies of an operation at once, and only of those that conditions leave in', async () => {
    const policies = granting('staff');
    const { ask } = start({ onDenied: 'filter', policies });
    const query = 'query ($draft: Boolean!) { post { draft @include(if: $draft) } user { note n: note } }';
    expect(await ask(query, anonymous, { draft: true })).toMatchObject({
      data: { post: { draft: null }, user: { note: 'vip', n: 'vip' } },
      errors: [unauthorized('post', 'draft')],
    });
    await ask(query, anonymous, { draft: false });
    await ask('{ user { email } }');
    expect(policies.asked).toEqual([['author', 'editor', 'staff'], ['staff']]);
  });

  it('lets no policy hold when nothing decides them', async () => {
    expect(await start().ask('{ user { note } }', caller('admin'))).toMatchObject({ data: { user: { note: null } } });
  });

  it('rejects the whole operation when it is told to, and names what was asked for', async () => {
    const { ask, fetches } = start({ onDenied: 'reject' });
    await expect(ask('{ open user { email phone friends { email } } }', caller())).rejects.toMatchObject({
      code: 'UNAUTHORIZED_OPERATION',
      message: 'Not authorized for "User.phone"',
    });
    await expect(ask('mutation { rename { name } wipe }')).rejects.toMatchObject({
      message: 'Not authorized for "Mutation.wipe"',
    });
    expect(fetches).toEqual([]);
    expect(await ask('{ user { email } }', caller())).toMatchObject({ data: { user: { email: 'ann@shop.example' } } });
    const skipped = '{ open user { name email @skip(if: true) } }';
    expect(await ask(skipped)).toMatchObject({ data: { open: 'open', user: { name: 'Ann' } } });
  });

  it('keeps a denied field to itself that a plan reads for another, and what its source says of it', async () => {
    const { run, fetches } = startTestEngine({
      accounts: {
        sdl: 'type Query { user: User } type User @key(fields: "id email") { id: ID! email: String @authenticated }',
        resolvers: {
          Query: { user: () => ({ id: '1' }) },
          User: {
            email: () => {
              throw Object.assign(new Error('ann@shop.example bounces'), { extensions: { code: 'BOUNCES' } });
            },
          },
        },
      },
      mail: {
        sdl: 'type User @key(fields: "id email") { id: ID! email: String @authenticated inbox: Int }',
        resolvers: { User: { inbox: () => 3 } },
      },
    });
    const query = '{ user { email e: email inbox email_2: inbox } }';
    const { data, errors, text } = await run(query);
    expect(fetches[0]?.text).toContain('email');
    expect(data).toMatchObject({ user: { email: null, e: null } });
    expect(text).not.toContain('ann@');
    expect(errors.filter(({ path }) => /^user,(email|e)$/.test(String(path)))).toEqual([
      unauthorized('user', 'email'),
      unauthorized('user', 'e'),
    ]);
  });

  it('reports maxDenials errors at most, and nulls all', async () => {
    const many = (count: number) => {
      const { run } = startTestEngine({
        shop: {
          sdl: 'type Query { items: [Item] } type Item { a: Int @authenticated }',
          resolvers: { Query: { items: () => Array.from({ length: count }, () => ({ a: 1 })) } },
        },
      });
      return run('{ items { a } }');
    };
    for (const [count, errors] of [
      [maxDenials - 1, maxDenials - 1],
      [maxDenials, maxDenials],
      [maxDenials + 1, maxDenials],
    ] as const) {
      const answer = await many(count);
      expect(answer.errors).toHaveLength(errors);
      expect(answer.data).toEqual({ items: Array.from({ length: count }, () => ({ a: null })) });
    }
  });

  it('serves no caller the plan, or the answer under way, of another', async () => {
    const { run, fetches } = startTestEngine({ shop }, { shareInFlight: true });
    const query = '{ user { name email phone } }';
    const identities = [caller('admin'), anonymous, caller(), caller('admin'), anonymous];
    const answers = await Promise.all(identities.map((identity) => run(query, {}, new Map(), identity)));
    const full = { user: { name: 'Ann', email: 'ann@shop.example', phone: '12' } };
    expect(answers.map(({ data }) => data)).toEqual([full, { user: null }, { user: null }, full, { user: null }]);
    expect(fetches.map(({ text }) => text.includes('phone'))).toEqual([true, false, false]);
  });
});
