import { afterEach, describe, expect, it, vi } from 'vitest';
import { createInventoryContext, inventoryResolvers } from '../inventory/resolvers.js';
import type { Stock } from '../shop-data/types.js';
import { askEntities, askGraphql } from '../test-kit/ask-graphql.js';
import { registerGraphql } from './graphql-server.js';
import type { RunningSource } from './running-source.js';
import { startSourceServer } from './source-server.js';

let source: RunningSource | undefined;
afterEach(() => source?.stop());

const someStock: Stock = { byWarehouse: [{ warehouse: 'Hamburg', quantity: 3 }], restockDate: null };

async function startInventoryWith(readStock: (skus: readonly string[]) => ReadonlyMap<string, Stock>) {
  source = await startSourceServer(
    {
      name: 'inventory',
      fixedPort: 0,
      path: '/graphql',
      register: (server, tools) =>
        registerGraphql(server, tools, {
          name: 'inventory',
          resolvers: inventoryResolvers,
          createContext: createInventoryContext(readStock),
        }),
    },
    { port: 0 },
  );
  return source;
}

describe('registerGraphql()', () => {
  it('reads each key once per request, all in one batch, and anew for the next request', async () => {
    const readStock = vi.fn((skus: readonly string[]) => new Map(skus.map((sku) => [sku, someStock])));
    const { url } = await startInventoryWith(readStock);
    const representations = ['a', 'b', 'a'].map((sku) => ({ __typename: 'Product', sku }));
    const selection = '... on Product { availability { quantity } again: availability { inStock } }';
    const answer = await askEntities(url, selection, representations);
    expect(answer).toEqual({
      data: { _entities: Array(3).fill({ availability: { quantity: 3 }, again: { inStock: true } }) },
    });
    expect(readStock.mock.calls).toEqual([[['a', 'b']]]);
    await askEntities(url, selection, representations);
    expect(readStock).toHaveBeenCalledTimes(2);
  });

  it('records the operation and the number of representations', async () => {
    const { url, requests } = await startInventoryWith(() => new Map());
    await askEntities(url, '__typename', [{ __typename: 'Product' }, { __typename: 'Product' }]);
    await askGraphql(url, 'query Who { __typename }');
    expect(requests.map(({ operation, itemCount }) => ({ operation, itemCount }))).toEqual([
      { operation: undefined, itemCount: 2 },
      { operation: 'Who', itemCount: 1 },
    ]);
  });

  it('answers GET, and 400 for what is no GraphQL', async () => {
    const { url } = await startInventoryWith(() => new Map());
    const got = await fetch(`${url}?query={__typename}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(await got.json()).toEqual({ data: { __typename: 'Query' } });
    expect(
      (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
    ).toBe(400);
    expect(
      (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).status,
    ).toBe(400);
  });

  it('shows browsers no page', async () => {
    const { url } = await startInventoryWith(() => new Map());
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('<');
  });

  it('answers an unexpected error with a code and without its stack', async () => {
    const { url } = await startInventoryWith(() => {
      throw new Error('the shelf is gone');
    });
    const answer = await askEntities(url, '... on Product { availability { quantity } }', [{ __typename: 'Product' }]);
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR' }]);
  });
});
