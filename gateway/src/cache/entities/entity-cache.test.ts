import { afterEach, describe, expect, test } from 'vitest';
import { startKeptShop, stopKeptShops } from './kept-shop.test-kit.js';

afterEach(stopKeptShops);

const list = (ids: readonly string[], fields = 'name'): string =>
  `{ list(ids: ${JSON.stringify(ids)}) { id ${fields} } }`;

describe('entities of a source', () => {
  test('are asked for once each: a fetch asks only for those that are not kept', async () => {
    const { ask, asked, counted } = await startKeptShop();
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

  test('are kept for as long as the schema says: the shortest age of what is asked for', async () => {
    const { ask, asked, clock } = await startKeptShop();
    await ask(list(['a']));
    await ask(list(['a'], 'stock'));
    clock.nowMs += 9_999;
    await ask(list(['a'], 'stock'));
    expect(asked()).toHaveLength(2);
    clock.nowMs += 1;
    await ask(list(['a'], 'stock'));
    expect(asked()).toHaveLength(3);
    clock.nowMs += 49_999;
    await ask(list(['a']));
    expect(asked()).toHaveLength(3);
    clock.nowMs += 1;
    await ask(list(['a']));
    expect(asked()).toHaveLength(4);
  });

  test('are kept for no longer than the source says', async () => {
    const { ask, asked, clock, products } = await startKeptShop();
    products.cacheControl = 'max-age=5';
    await ask(list(['a']));
    clock.nowMs += 5000;
    await ask(list(['a']));
    expect(asked()).toHaveLength(2);
    products.cacheControl = 'max-age=3600';
    clock.nowMs += 5000;
    await ask(list(['a']));
    clock.nowMs += 59_999;
    await ask(list(['a']));
    expect(asked()).toHaveLength(3);
    clock.nowMs += 1;
    await ask(list(['a']));
    expect(asked()).toHaveLength(4);
  });

  test('are kept for no longer than the configuration says, whatever schema and source say', async () => {
    const { ask, asked, clock } = await startKeptShop({ maxAgeSeconds: 20 });
    await ask(list(['a']));
    clock.nowMs += 20_000;
    await ask(list(['a']));
    expect(asked()).toHaveLength(2);
  });

  test('without an age have that of the configuration, or are not kept', async () => {
    // What is asked for of a maker has no age, and so nothing of the whole has.
    const without = await startKeptShop();
    await without.ask(list(['a'], 'maker { name }'));
    await without.ask(list(['a'], 'maker { name }'));
    expect(without.asked()).toHaveLength(2);
    const given = await startKeptShop({ defaultMaxAgeSeconds: 30, defaultScope: 'PUBLIC' });
    await given.ask(list(['a'], 'maker { name }'));
    given.clock.nowMs += 29_999;
    await given.ask(list(['a'], 'maker { name }'));
    expect(given.asked()).toHaveLength(1);
    given.clock.nowMs += 1;
    await given.ask(list(['a'], 'maker { name }'));
    expect(given.asked()).toHaveLength(2);
  });

  test.each(['no-store', 'max-age=0', 'no-cache, max-age=60'])(
    'of an answer with "%s" are not kept',
    async (header) => {
      const { ask, asked, products } = await startKeptShop();
      products.cacheControl = header;
      await ask(list(['a']));
      await ask(list(['a']));
      expect(asked()).toHaveLength(2);
    },
  );

  test('are kept apart by what is asked of them, and not by what it is named after', async () => {
    const { ask, asked } = await startKeptShop();
    await ask(list(['a'], 'name'));
    await ask(list(['a'], 'name stock'));
    expect(asked()).toHaveLength(2);
    const query = (name: string, variable: string) =>
      `query ${name}($${variable}: Boolean) { list(ids: ["a"]) { id name(upper: $${variable}) } }`;
    const upper = await ask(query('One', 'big'), { variables: { big: true } });
    const again = await ask(query('Two', 'loud'), { variables: { loud: true } });
    expect(again.body).toEqual(upper.body);
    expect(asked()).toHaveLength(3);
    const lower = await ask(query('One', 'big'), { variables: { big: false } });
    expect(lower.body).not.toEqual(upper.body);
    expect(asked()).toHaveLength(4);
    // A variable that is not given is not one that is null.
    await ask(query('One', 'big'), { variables: { big: null } });
    await ask(query('One', 'big'));
    expect(asked()).toHaveLength(6);
    await ask(query('One', 'big'));
    expect(asked()).toHaveLength(6);
  });

  test('are kept apart by the headers that choose between them', async () => {
    const { ask, asked } = await startKeptShop({ vary: ['accept-language'] });
    await ask(list(['a']), { headers: { 'accept-language': 'en' } });
    await ask(list(['a']), { headers: { 'accept-language': 'fr' } });
    await ask(list(['a']));
    await ask(list(['a']), { headers: { 'accept-language': 'en', 'x-other': '1' } });
    expect(asked()).toHaveLength(3);
  });

  test('are not kept where the configuration does not name their source, or only its root fields', async () => {
    const { ask, asked, counted } = await startKeptShop({ entities: false, rootFields: true });
    await ask(list(['a']));
    await ask(list(['a']));
    expect(asked()).toHaveLength(2);
    expect(await counted('products')).toEqual({});
    expect(await counted('catalog', 'root_fetches')).toEqual({});
  });

  test('are asked for when a mutation has been made, though they are kept', async () => {
    const { ask, asked } = await startKeptShop();
    await ask(list(['a']));
    expect((await ask('mutation { rename(id: "a") { id name } }')).body).toEqual({
      data: { rename: { id: 'a', name: 'a#2' } },
    });
    expect(asked()).toEqual([['a'], ['a']]);
  });

  test('that the source does not know are asked for again, unless the configuration says how long that holds', async () => {
    const forgetting = await startKeptShop();
    await forgetting.ask(list(['x1', 'a']));
    expect((await forgetting.ask(list(['x1', 'a']))).body.data.list).toEqual([
      { id: 'x1', name: null },
      { id: 'a', name: 'a#2' },
    ]);
    expect(forgetting.asked()).toEqual([['x1', 'a'], ['x1']]);
    const { ask, asked, clock } = await startKeptShop({ negativeMaxAgeSeconds: 7 });
    const first = await ask(list(['x1', 'a']));
    clock.nowMs += 6999;
    expect((await ask(list(['x1', 'a']))).body).toEqual(first.body);
    expect(asked()).toEqual([['x1', 'a']]);
    clock.nowMs += 1;
    expect((await ask(list(['x1', 'a']))).body).toEqual(first.body);
    expect(asked()).toEqual([['x1', 'a'], ['x1']]);
  });

  test('with errors are not kept, and those beside them are; errors keep their places', async () => {
    const { ask, asked } = await startKeptShop();
    const first = await ask(list(['a', 'f1', 'b'], 'fails name'));
    expect(first.body.errors).toMatchObject([{ path: ['list', 1, 'fails'] }]);
    const second = await ask(list(['b', 'c', 'f1', 'a'], 'fails name'));
    expect(second.body.errors).toMatchObject([{ path: ['list', 2, 'fails'] }]);
    expect(second.body.data.list.map(({ fails }: { fails: string | null }) => fails)).toEqual([
      'fine',
      'fine',
      null,
      'fine',
    ]);
    expect(asked()).toEqual([
      ['a', 'f1', 'b'],
      ['c', 'f1'],
    ]);
  });

  test('are given though the source fails for others, whose errors are told', async () => {
    const { ask, products } = await startKeptShop();
    await ask(list(['a']));
    products.instead = () => ({ status: 500, body: { message: 'no GraphQL' } });
    const { body } = await ask(list(['a', 'b']));
    expect(body.data.list).toEqual([
      { id: 'a', name: 'a#1' },
      { id: 'b', name: null },
    ]);
    expect(body.errors).toMatchObject([{ path: ['list'], extensions: { code: 'SOURCE_BAD_ANSWER' } }]);
    products.instead = () => ({ body: { data: { _entities: [{ name: 'b' }, { name: 'too many' }] } } });
    const tooMany = await ask(list(['a', 'b']));
    expect(tooMany.body.errors).toMatchObject([{ extensions: { code: 'SOURCE_BAD_ANSWER' } }]);
    expect(tooMany.body.data.list[0]).toEqual({ id: 'a', name: 'a#1' });
    products.instead = undefined;
    // Nothing of either was kept.
    expect((await ask(list(['b']))).body).toEqual({ data: { list: [{ id: 'b', name: 'b#2' }] } });
  });

  test('of an answer with an error that may concern any of them are not kept', async () => {
    const { ask, asked, products } = await startKeptShop();
    products.instead = () => ({ body: { data: { _entities: [{ name: 'half' }] }, errors: [{ message: 'Oh' }] } });
    await ask(list(['a']));
    products.instead = undefined;
    expect((await ask(list(['a']))).body).toEqual({ data: { list: [{ id: 'a', name: 'a#1' }] } });
    expect(asked()).toHaveLength(2);
  });

  test('are each asked for, without an error, while the store is away', async () => {
    const { ask, asked, store } = await startKeptShop();
    await store.close();
    expect((await ask(list(['a']))).body).toEqual({ data: { list: [{ id: 'a', name: 'a#1' }] } });
    expect((await ask(list(['a']))).body).toEqual({ data: { list: [{ id: 'a', name: 'a#2' }] } });
    expect(asked()).toHaveLength(2);
  });

  test('are no longer looked for when nothing of them was ever kept, until something is', async () => {
    const { ask, products, counted, asked } = await startKeptShop();
    products.cacheControl = 'no-store';
    for (let n = 0; n < 10; n++) {
      await ask(list(['a']));
    }
    expect(await counted('products')).toEqual({ miss: 8, uncacheable: 2 });
    products.cacheControl = undefined;
    await ask(list(['a']));
    await ask(list(['a']));
    await ask(list(['a']));
    expect(await counted('products')).toEqual({ hit: 1, miss: 9, uncacheable: 3 });
    expect(asked()).toHaveLength(12);
  });

  test('are told to a developer who looks on, and asked for when that one says so', async () => {
    const { ask, asked } = await startKeptShop({}, { debugger: true });
    await ask(list(['a']));
    const looked = await ask(list(['a', 'b']), { headers: { 'facet-debug': 'a-secret-of-16-chars' } });
    expect(looked.body.extensions.cache.fetches).toEqual([
      {
        kind: 'entities',
        source: 'products',
        type: 'Product',
        hits: 1,
        misses: 1,
        entries: [
          expect.objectContaining({ status: 'hit', scope: 'PUBLIC', ageSeconds: 0, remainingSeconds: 60 }),
          expect.objectContaining({ status: 'miss', scope: 'PUBLIC', remainingSeconds: 60 }),
        ],
      },
    ]);
    await ask(list(['a', 'b']), { headers: { 'facet-debug': 'a-secret-of-16-chars', 'cache-control': 'no-cache' } });
    expect(asked()).toEqual([['a'], ['b'], ['a', 'b']]);
  });
});
