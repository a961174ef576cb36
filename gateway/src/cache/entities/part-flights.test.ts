import { afterEach, describe, expect, test } from 'vitest';
import { tagsOfTargets } from '../tags.js';
import { startKeptShop, stopKeptShops } from './kept-shop.test-kit.js';

afterEach(stopKeptShops);

const list = (ids: readonly string[]): string => `{ list(ids: ${JSON.stringify(ids)}) { id name } }`;

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    expect(tries, 'tries').toBeLessThan(500);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('entities that are being asked for', () => {
  test('are asked for once by all requests of a process, and each asks for the others', async () => {
    const { ask, asked, counted, products } = await startKeptShop();
    products.delayMs = 150;
    const first = ask(list(['a', 'b']));
    await until(() => asked().length === 1);
    const second = ask(list(['b', 'c']));
    const third = ask(list(['a', 'b']));
    const [one, two, three] = await Promise.all([first, second, third]);
    expect(asked()).toEqual([['a', 'b'], ['c']]);
    expect(one.body.data.list).toEqual([
      { id: 'a', name: 'a#1' },
      { id: 'b', name: 'b#2' },
    ]);
    expect(two.body.data.list).toEqual([
      { id: 'b', name: 'b#2' },
      { id: 'c', name: 'c#3' },
    ]);
    expect(three.body).toEqual(one.body);
    expect(await counted('products')).toEqual({ miss: 3, shared: 3 });
  });

  test('are asked for by each when they may not be kept', async () => {
    const { ask, asked, products } = await startKeptShop();
    products.cacheControl = 'no-store';
    products.delayMs = 50;
    const answers = await Promise.all([ask(list(['a'])), ask(list(['a']))]);
    expect(new Set(answers.map(({ body }) => body.data.list[0].name)).size).toBe(2);
    expect(asked()).toHaveLength(2);
  });

  test('are not given to another user when they turn out to be private', async () => {
    const { ask, asked, products } = await startKeptShop({}, { privateClaim: 'sub', shareInFlight: true });
    products.cacheControl = 'private, max-age=60';
    products.delayMs = 50;
    const users = ['ann', 'bob', 'cleo', 'ann'];
    const answers = await Promise.all(users.map((user) => ask(list(['a']), { user })));
    const [ann, bob, cleo, again] = answers.map(({ body }) => body.data.list[0].name);
    expect(new Set([ann, bob, cleo]).size).toBe(3);
    expect(again).toBe(ann);
    expect(asked()).toHaveLength(3);
  });

  test('are asked for anew by those who come after an invalidation', async () => {
    const { ask, asked, products, store } = await startKeptShop({}, { shareInFlight: true });
    products.delayMs = 150;
    const before = ask(list(['a']));
    await until(() => asked().length === 1);
    await store.invalidate({ tags: tagsOfTargets([{ kind: 'entity', type: 'Product', key: { id: 'a' } }]) });
    const after = ask(list(['a']));
    expect((await before).body.data.list[0].name).toBe('a#1');
    expect((await after).body.data.list[0].name).toBe('a#2');
    // And what was begun before is not kept.
    expect((await ask(list(['a']))).body.data.list[0].name).toBe('a#2');
    expect(asked()).toHaveLength(2);
  });

  test('fail once for all when the source is away', async () => {
    const { ask, asked, products } = await startKeptShop();
    products.delayMs = 50;
    products.instead = () => ({ status: 503, body: 'away' });
    const answers = await Promise.all([ask(list(['a'])), ask(list(['a'])), ask(list(['b', 'a']))]);
    for (const { body } of answers) {
      expect(body.errors).toMatchObject([{ extensions: { code: 'SOURCE_BAD_ANSWER' } }]);
    }
    expect(asked().filter((ids) => ids.includes('a'))).toHaveLength(1);
  });

  test('are asked for by the next one when whoever asked goes away', async () => {
    const { asked, products, url, ask } = await startKeptShop();
    products.delayMs = 200;
    const leaving = new AbortController();
    const body = JSON.stringify({ query: list(['a']) });
    const headers = { 'content-type': 'application/json' };
    const left = fetch(url, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => undefined);
    await until(() => asked().length === 1);
    const staying = ask(list(['a']));
    await new Promise((resolve) => setTimeout(resolve, 50));
    leaving.abort();
    await left;
    const answer = await staying;
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.list[0].name).toMatch(/^a#/);
  });
});

describe('what is kept of a source', () => {
  const kinds = [
    { kind: 'type', type: 'Product' },
    { kind: 'type', type: 'Product', source: 'products' },
    { kind: 'entity', type: 'Product', key: { id: 'a' } },
    { kind: 'source', source: 'products' },
    { kind: 'type', type: 'Maker' },
  ] as const;
  test.each(kinds)('is not given after an invalidation by $kind: %j', async (target) => {
    const { ask, asked, store } = await startKeptShop({ defaultMaxAgeSeconds: 60, defaultScope: 'PUBLIC' });
    const query = '{ item(id: "a") { id name maker { name } } }';
    await ask(query);
    await ask(query);
    expect(asked()).toHaveLength(1);
    await store.invalidate({ tags: tagsOfTargets([target]) });
    await ask(query);
    expect(asked()).toHaveLength(2);
  });

  const others = [
    { kind: 'type', type: 'Offer' },
    { kind: 'type', type: 'Product', source: 'catalog' },
    { kind: 'entity', type: 'Product', key: { id: 'b' } },
    { kind: 'source', source: 'catalog' },
    { kind: 'client_graph', clientGraph: 'shop' },
  ] as const;
  test.each(others)('is still given after an invalidation of other things: %j', async (target) => {
    const { ask, asked, store } = await startKeptShop();
    await ask(list(['a']));
    await store.invalidate({ tags: tagsOfTargets([target]) });
    await ask(list(['a']));
    expect(asked()).toHaveLength(1);
  });

  test('for somebody alone is a client graph’s', async () => {
    const { ask, asked, store } = await startKeptShop({}, { privateClaim: 'sub' });
    const query = '{ item(id: "a") { id note } }';
    await ask(query, { user: 'ann' });
    await store.invalidate({ tags: tagsOfTargets([{ kind: 'client_graph', clientGraph: 'shop' }]) });
    await ask(query, { user: 'ann' });
    expect(asked()).toHaveLength(2);
  });

  test('for fields of the root is invalidated by its types and its source', async () => {
    for (const target of [
      { kind: 'type', type: 'Offer' },
      { kind: 'source', source: 'products' },
    ] as const) {
      const { ask, products, store } = await startKeptShop({ entities: false, rootFields: true });
      await ask('{ offers { name } }');
      await store.invalidate({ tags: tagsOfTargets([target]) });
      await ask('{ offers { name } }');
      expect(products.seen).toHaveLength(2);
    }
  });
});
