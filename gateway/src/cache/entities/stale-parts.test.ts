import { afterEach, describe, expect, test } from 'vitest';
import { startKeptShop, stopKeptShops } from './kept-shop.test-kit.js';

afterEach(stopKeptShops);

const list = (ids: readonly string[], fields = 'name'): string =>
  `{ list(ids: ${JSON.stringify(ids)}) { id ${fields} } }`;

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    expect(tries, 'tries').toBeLessThan(500);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('parts past their time', () => {
  test('are given at once while new ones are made, which is done once', async () => {
    const { ask, asked, clock, counted, products } = await startKeptShop({ staleWhileRevalidateSeconds: 30 });
    const first = await ask(list(['a', 'b']));
    clock.nowMs += 60_000;
    products.delayMs = 50;
    const answers = await Promise.all([1, 2, 3].map(() => ask(list(['a', 'b']))));
    for (const { body } of answers) {
      expect(body).toEqual(first.body);
      expect(body.extensions).toBeUndefined();
    }
    await until(() => asked().length === 2);
    expect(await counted('products')).toMatchObject({ stale: 6 });
    await until(() => products.seen.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await ask(list(['a', 'b']))).body.data.list[0].name).toBe('a#3');
    expect(asked()).toHaveLength(2);
  });

  test('are asked for when that time is over, too', async () => {
    const { ask, clock } = await startKeptShop({ staleWhileRevalidateSeconds: 30 });
    await ask(list(['a']));
    clock.nowMs += 90_000;
    expect((await ask(list(['a']))).body.data.list[0].name).toBe('a#2');
  });

  test('are given where the source is stopped, and marked in the answer and the metrics', async () => {
    const { ask, clock, counted, products } = await startKeptShop({ staleIfErrorSeconds: 100 });
    const first = await ask(list(['a', 'b']));
    clock.nowMs += 89_000;
    await products.stop();
    const { body } = await ask(list(['a', 'b']));
    expect(body).toEqual({ ...first.body, extensions: { cache: { stale: true, ageSeconds: 89 } } });
    expect(await counted('products')).toMatchObject({ 'stale-if-error': 2 });
    // What was never there is an error as ever; the rest is not.
    const more = await ask(list(['a', 'c']));
    expect(more.body.data.list).toEqual([first.body.data.list[0], { id: 'c', name: null }]);
    expect(more.body.errors).toMatchObject([{ extensions: { code: 'SOURCE_UNREACHABLE' } }]);
    expect(more.body.extensions).toEqual({ cache: { stale: true, ageSeconds: 89 } });
    clock.nowMs += 71_000;
    const over = await ask(list(['a', 'b']));
    expect(over.body.errors).toMatchObject([{ extensions: { code: 'SOURCE_UNREACHABLE' } }]);
  });

  test('are given where the source answers that it failed, or what is no GraphQL', async () => {
    const { ask, clock, products } = await startKeptShop({ staleIfErrorSeconds: 100 });
    const first = await ask(list(['a', 'b']));
    clock.nowMs += 61_000;
    const failures = [
      { status: 503, body: 'away' },
      { body: { errors: [{ message: 'no database' }] } },
      { body: { data: null, errors: [{ message: 'Boom', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
      { body: { data: { _entities: [null, null] }, errors: [{ message: 'no database' }] } },
      { body: { data: { _entities: [{ name: 'one' }] } } },
    ];
    for (const failure of failures) {
      products.instead = () => failure;
      const { body } = await ask(list(['a', 'b']));
      expect(body).toEqual({ ...first.body, extensions: { cache: { stale: true, ageSeconds: 61 } } });
    }
  });

  test('stand in for single entities that failed, beside new ones', async () => {
    const { ask, clock, products } = await startKeptShop({ staleIfErrorSeconds: 100 });
    await ask(list(['a', 'b']));
    clock.nowMs += 61_000;
    const error = { message: 'no database', path: ['_entities', 1, 'name'] };
    products.instead = () => ({ body: { data: { _entities: [{ name: 'new' }, null] }, errors: [error] } });
    const { body } = await ask(list(['a', 'b']));
    expect(body.data.list).toEqual([
      { id: 'a', name: 'new' },
      { id: 'b', name: 'b#2' },
    ]);
    expect(body.errors).toBeUndefined();
    expect(body.extensions).toEqual({ cache: { stale: true, ageSeconds: 61 } });
  });

  test('are not given where the source refuses, or knows the entity no more', async () => {
    const { ask, clock, products } = await startKeptShop({ staleIfErrorSeconds: 100 });
    await ask(list(['a']));
    clock.nowMs += 61_000;
    const refused = { message: 'Not for you', path: ['_entities', 0], extensions: { code: 'FORBIDDEN' } };
    products.instead = () => ({ body: { data: { _entities: [null] }, errors: [refused] } });
    const forbidden = await ask(list(['a']));
    expect(forbidden.body.data.list).toEqual([{ id: 'a', name: null }]);
    expect(forbidden.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    products.instead = () => ({ status: 401, body: {} });
    const unknown = await ask(list(['a']));
    expect(unknown.body.errors).toMatchObject([{ extensions: { code: 'SOURCE_AUTHENTICATION_FAILED' } }]);
    products.instead = () => ({ body: { data: { _entities: [null] } } });
    expect((await ask(list(['a']))).body).toEqual({ data: { list: [{ id: 'a', name: null }] } });
  });

  test('are in no answer that is kept as a whole', async () => {
    const { ask, clock, products } = await startKeptShop({ staleIfErrorSeconds: 100 }, { keepsAnswers: true });
    products.cacheControl = 'public, max-age=60';
    await ask(list(['a']));
    clock.nowMs += 61_000;
    products.instead = () => ({ status: 503, body: 'away' });
    const stale = await ask(list(['a'], 'name __typename'));
    expect(stale.headers.get('cache-control')).toBe('no-store');
    products.instead = undefined;
    expect((await ask(list(['a'], 'name __typename'))).body.data.list[0].name).toBe('a#2');
  });

  test('are made anew early where they are read often, while they are still given', async () => {
    let chance = 0;
    const { ask, asked, clock, products } = await startKeptShop({}, { random: () => chance });
    products.delayMs = 100;
    const first = await ask(list(['a']));
    products.delayMs = 0;
    // Far from its end nothing makes it due.
    chance = 0.999_999;
    clock.nowMs += 30_000;
    await ask(list(['a']));
    expect(asked()).toHaveLength(1);
    clock.nowMs += 29_900;
    expect((await ask(list(['a']))).body).toEqual(first.body);
    await until(() => asked().length === 2);
    chance = 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask(list(['a']))).body.data.list[0].name).toBe('a#2');
    clock.nowMs += 59_000;
    expect((await ask(list(['a']))).body.data.list[0].name).toBe('a#2');
    expect(asked()).toHaveLength(2);
  });
});
