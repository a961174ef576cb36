import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { as, identifyByHeader } from '../test-kit/test-callers.js';
import { startAccounts } from './start-accounts.js';

let source: RunningSource;
beforeAll(async () => {
  source = await startAccounts({ port: 0, identify: identifyByHeader });
});
afterAll(() => source.stop());

describe('startAccounts()', () => {
  it('answers a user, by query and as an entity, and null for one it does not know', async () => {
    const [user] = exampleShop().users;
    const fields = 'id displayName memberSince defaultPostcode email';
    const query = `{ user(id: "user-1") { ${fields} } none: user(id: "x") { id } }`;
    const answer = await askGraphql(source.url, query, {}, as('user-1'));
    expect(answer).toEqual({ data: { user, none: null } });
    const representations = [
      { __typename: 'User', id: 'user-1' },
      { __typename: 'User', id: 'x' },
    ];
    const entities = await askEntities(source.url, `... on User { ${fields} }`, representations, as('user-1'));
    expect(entities).toEqual({ data: { _entities: [user, null] } });
  });

  it('answers "me" with whoever is calling, and null for nobody or a service', async () => {
    const me = (headers?: Record<string, string>) => askGraphql(source.url, '{ me { displayName } }', {}, headers);
    expect(await me(as('user-5', 'profile'))).toEqual({ data: { me: { displayName: 'Ada L.' } } });
    expect(await me()).toEqual({ data: { me: null } });
    expect(await me(as('order-desk', 'orders:read:all'))).toEqual({ data: { me: null } });
  });

  it('tells where somebody lives to themselves alone', async () => {
    const query = '{ user(id: "user-1") { defaultPostcode } }';
    const postcode = async (headers?: Record<string, string>) =>
      (await askGraphql(source.url, query, {}, headers)).data;
    expect(await postcode(as('user-1'))).toEqual({ user: { defaultPostcode: '10115' } });
    expect(await postcode(as('user-2', 'profile'))).toEqual({ user: { defaultPostcode: null } });
    expect(await postcode()).toEqual({ user: { defaultPostcode: null } });
  });
});
