import { expect, test } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';

const people: Record<string, { id: string; name: string | null; tags: string[] }> = {
  1: { id: '1', name: 'Ada', tags: ['a', 'b'] },
  2: { id: '2', name: null, tags: [] },
  3: { id: '3', name: 'Cy', tags: ['c'] },
};
const refresh = () => ({ ok: true });
const ask = (names = ['1', '2']) =>
  startTestEngine({
    accounts: {
      sdl: `
        type Query { users: [User] me: User }
        type Mutation { rename: User }
        type User @key(fields: "id") { id: ID! name(upper: Boolean): String tags: [String] }
      `,
      resolvers: {
        Query: { users: () => names.map((id) => people[id]), me: () => people[1] },
        Mutation: { rename: () => people[1] },
        User: {
          __resolveReference: ({ id }: { id: string }) => people[id],
          name: ({ name }: { name: string | null }, { upper }: { upper?: boolean }) =>
            upper === true ? (name?.toUpperCase() ?? null) : name,
        },
      },
    },
    reviews: {
      sdl: `
        type Query { ping: Int }
        type User @key(fields: "id") { id: ID! reviews: [Review] }
        type Review { author: User body: String refreshed: Refresh }
        type Refresh { ok: Boolean }
      `,
      resolvers: {
        User: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          reviews: () => ['1', '2', '3'].map((id) => ({ author: { __typename: 'User', id }, body: `by ${id}` })),
        },
        Review: { refreshed: refresh },
      },
    },
  });

const asked = (engine: ReturnType<typeof ask>, source: string) =>
  engine.fetches.filter((fetch) => fetch.source === source).map(({ representations }) => representations);

test('what a root fetch has brought of entities is not asked for again, only of those it has not', async () => {
  const engine = ask();
  const { data, errors } = await engine.run('{ users { name reviews { author { name } } } }');
  expect(errors).toEqual([]);
  const reviews = ['Ada', null, 'Cy'].map((name) => ({ author: { name } }));
  expect(data).toEqual({
    users: [
      { name: 'Ada', reviews },
      { name: null, reviews },
    ],
  });
  // The second has null, which may have been an error; the third was in no answer.
  expect(asked(engine, 'accounts')).toEqual([
    undefined,
    [
      { __typename: 'User', id: '2' },
      { __typename: 'User', id: '3' },
    ],
  ]);
});

test('a source is not asked at all when it has told of all entities', async () => {
  const engine = ask(['1', '2', '3', '1']);
  const { data } = await engine.run('{ users { tags reviews { body author { tags } } } }');
  const [, second] = (data as { users: { reviews: unknown[] }[] }).users;
  expect(second?.reviews[0]).toEqual({ body: 'by 1', author: { tags: ['a', 'b'] } });
  expect(asked(engine, 'accounts')).toEqual([undefined]);
});

test.each([
  ['with other arguments', '{ users { name reviews { author { name(upper: true) } } } }', 'ADA'],
  ['under another name', '{ users { other: name reviews { author { name } } } }', 'Ada'],
])('a field %s is another field', async (_case, query, expected) => {
  const engine = ask(['1']);
  const { data } = await engine.run(query);
  const [user] = (data as { users: { reviews: { author: { name: string } }[] }[] }).users;
  expect(user?.reviews[0]?.author.name).toBe(expected);
  expect(asked(engine, 'accounts')[1]).toHaveLength(3);
});

test('an answer with errors is not relied on', async () => {
  const engine = startTestEngine({
    a: {
      sdl: 'type Query { users: [User] } type User @key(fields: "id") { id: ID! name: String bad: Int }',
      resolvers: {
        Query: { users: () => [people[1]] },
        User: {
          __resolveReference: ({ id }: { id: string }) => people[id],
          bad: () => {
            throw new Error('bad');
          },
        },
      },
    },
    b: {
      sdl: 'type User @key(fields: "id") { id: ID! friend: User }',
      resolvers: { User: { __resolveReference: (user: object) => user, friend: () => ({ id: '1' }) } },
    },
  });
  const { data } = await engine.run('{ users { name bad friend { name } } }');
  expect(data).toEqual({ users: [{ name: 'Ada', bad: null, friend: { name: 'Ada' } }] });
  expect(asked(engine, 'a')).toHaveLength(2);
});

test('after a mutation a source is asked again for what the mutation has brought', async () => {
  const engine = ask();
  const { data } = await engine.run('mutation { rename { name reviews { author { name } } } }');
  expect(data).toMatchObject({ rename: { name: 'Ada', reviews: [{ author: { name: 'Ada' } }, {}, {}] } });
  expect(asked(engine, 'accounts')[1]).toHaveLength(3);
});
