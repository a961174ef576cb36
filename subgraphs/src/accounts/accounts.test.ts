import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { startAccounts } from './start-accounts.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startAccounts({ port: 0 });
});
afterAll(() => source.stop());

describe('startAccounts()', () => {
  it('answers a user, by query and as an entity, and null for one it does not know', async () => {
    const [user] = exampleShop().users;
    const fields = 'id displayName memberSince defaultPostcode email';
    const answer = await askGraphql(source.url, `{ user(id: "user-1") { ${fields} } none: user(id: "x") { id } }`);
    expect(answer).toEqual({ data: { user, none: null } });
    const entities = await askEntities(source.url, `... on User { ${fields} }`, [
      { __typename: 'User', id: 'user-1' },
      { __typename: 'User', id: 'x' },
    ]);
    expect(entities).toEqual({ data: { _entities: [user, null] } });
  });
});
