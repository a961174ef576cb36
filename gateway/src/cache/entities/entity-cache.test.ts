import { afterEach, describe, expect, test } from 'vitest';
import { type KeptSources, type KeptSourcesOptions, startKeptSources } from './kept-sources.test-kit.js';
import { type ShopSources, startShopSources } from './shop-sources.test-kit.js';

let graph: KeptSources | undefined;
afterEach(async () => {
  await graph?.stop();
  graph = undefined;
});

interface Started extends ShopSources {
  readonly ask: KeptSources['ask'];
  readonly counted: KeptSources['counted'];
  readonly clock: { nowMs: number };
  /** Ids that `products` was asked for, one list for each fetch. */
  asked(): readonly (readonly unknown[])[];
}

async function start(
  cache: KeptSourcesOptions['cache'][string] = {},
  options: Partial<KeptSourcesOptions> = {},
): Promise<Started> {
  const shop = await startShopSources();
  const clock = { nowMs: 1_700_000_000_000 };
  const { catalog, products } = shop;
  graph = await startKeptSources({
    sources: { catalog, products },
    cache: { products: cache },
    now: () => clock.nowMs,
    random: () => 0,
    ...options,
  });
  const { ask, counted } = graph;
  const asked = () =>
    products.seen.flatMap(({ representations }) =>
      representations === undefined ? [] : [representations.map(({ id }) => id)],
    );
  return { ...shop, ask, counted, clock, asked };
}

const list = (ids: readonly string[], fields = 'name') => `{ list(ids: ${JSON.stringify(ids)}) { id ${fields} } }`;

describe('entities of a source', () => {
  test('are asked for once each: a fetch asks only for those that are not kept', async () => {
    const { ask, asked, counted } = await start();
    const first = await ask(list(['a', 'b']));
    expect(first.body).toEqual({
      data: {
        list: [
          { id: 'a', name: 'a#1' },
          { id: 'b', name: 'b#2' },
        ],
      },
    });
    const second = await ask(list(['b', 'c', 'a', 'd']));
    expect(second.body).toEqual({
      data: {
        list: [
          { id: 'b', name: 'b#2' },
          { id: 'c', name: 'c#3' },
          { id: 'a', name: 'a#1' },
          { id: 'd', name: 'd#4' },
        ],
      },
    });
    expect(asked()).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect((await ask(list(['d', 'a']))).body).toMatchObject({ data: { list: [{ name: 'd#4' }, { name: 'a#1' }] } });
    expect(asked()).toHaveLength(2);
    expect(await counted('products')).toEqual({ hit: 4, miss: 4 });
  });
});
