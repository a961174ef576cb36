import { afterEach, describe, expect, test } from 'vitest';
import { startKeptShop, stopKeptShops } from './kept-shop.test-kit.js';

afterEach(stopKeptShops);

const rootFields = { entities: false, rootFields: true };
const offers = (first: number) => `{ offers(first: ${first}) { name } }`;

describe('root fields of a source', () => {
  test('are kept together, for what is asked for together', async () => {
    const { ask, products, counted, clock } = await startKeptShop(rootFields);
    const first = await ask(offers(1));
    expect(first.body).toEqual({ data: { offers: [{ name: 'offer 0/1' }] } });
    expect((await ask(offers(1))).body).toEqual(first.body);
    expect((await ask(offers(2))).body).not.toEqual(first.body);
    // By argument, not by the text that it stands in.
    const query = 'query ($n: Int) { offers(first: $n) { name } }';
    const three = await ask(query, { variables: { n: 3 } });
    expect((await ask(query, { variables: { n: 3 } })).body).toEqual(three.body);
    expect((await ask(query, { variables: { n: 4 } })).body).not.toEqual(three.body);
    expect(products.seen).toHaveLength(4);
    expect(await counted('products', 'root_fetches')).toEqual({ hit: 2, miss: 4 });
    clock.nowMs += 60_000;
    expect((await ask(offers(1))).body).not.toEqual(first.body);
  });

  test('are not kept when one of them has no age, or there is an error', async () => {
    const { ask, products } = await startKeptShop(rootFields);
    await ask('{ offers { name } time }');
    await ask('{ offers { name } time }');
    expect(products.seen).toHaveLength(2);
    products.instead = () => ({ body: { data: { offers: null }, errors: [{ message: 'Oh', path: ['offers'] }] } });
    await ask(offers(1));
    products.instead = undefined;
    expect((await ask(offers(1))).body).toEqual({ data: { offers: [{ name: 'offer 4/1' }] } });
    expect(products.seen).toHaveLength(4);
  });

  test('that are PRIVATE are kept for each user alone', async () => {
    const { ask } = await startKeptShop(rootFields, { privateClaim: 'sub' });
    const ann = await ask('{ mine { name } }', { user: 'ann' });
    expect((await ask('{ mine { name } }', { user: 'bob' })).body).not.toEqual(ann.body);
    expect((await ask('{ mine { name } }', { user: 'ann' })).body).toEqual(ann.body);
  });

  test('are given past their time where the source fails, in the place of what it says', async () => {
    const { ask, products, clock } = await startKeptShop({ ...rootFields, staleIfErrorSeconds: 60 });
    const first = await ask(offers(1));
    clock.nowMs += 100_000;
    const extensions = { cache: { stale: true, ageSeconds: 100 } };
    products.instead = () => ({ body: { data: { offers: null }, errors: [{ message: 'Oh', path: ['offers'] }] } });
    expect((await ask(offers(1))).body).toEqual({ ...first.body, extensions });
    products.instead = () => ({
      body: { data: { offers: null }, errors: [{ message: 'No', extensions: { code: 'NO' } }] },
    });
    expect((await ask(offers(1))).body).toMatchObject({ data: { offers: null }, errors: [{ message: 'No' }] });
    await products.stop();
    expect((await ask(offers(1))).body).toEqual({ ...first.body, extensions });
  });

  test('that are null are kept as long as others, or as short as the configuration says', async () => {
    for (const [negativeMaxAgeSeconds, seconds] of [
      [0, 60],
      [10, 10],
      [3600, 60],
    ] as const) {
      const { ask, products, clock } = await startKeptShop({ ...rootFields, negativeMaxAgeSeconds });
      products.instead = () => ({ body: { data: { offers: null } } });
      const { body } = await ask(offers(1));
      expect(body).toEqual({ data: { offers: null } });
      clock.nowMs += seconds * 1000 - 1;
      expect((await ask(offers(1))).body).toEqual(body);
      expect(products.seen).toHaveLength(1);
      clock.nowMs += 1;
      await ask(offers(1));
      expect(products.seen).toHaveLength(2);
      // What is there is kept as long as ever.
      products.instead = undefined;
      await ask(offers(2));
      clock.nowMs += 59_999;
      await ask(offers(2));
      expect(products.seen).toHaveLength(3);
    }
  });

  test('of a mutation are never kept', async () => {
    const { ask, catalog } = await startKeptShop(
      {},
      { cache: { catalog: { rootFields: true, defaultMaxAgeSeconds: 60, defaultScope: 'PUBLIC' } } },
    );
    for (let n = 0; n < 2; n++) {
      await ask('mutation { rename(id: "a") { id } }');
      await ask('{ item(id: "a") { id } }');
    }
    expect(catalog.seen.filter(({ query }) => query.includes('rename'))).toHaveLength(2);
    expect(catalog.seen.filter(({ query }) => query.includes('item'))).toHaveLength(1);
  });
});
