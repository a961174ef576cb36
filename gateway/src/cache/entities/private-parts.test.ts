import { afterEach, describe, expect, test } from 'vitest';
import { startKeptShop, stopKeptShops } from './kept-shop.test-kit.js';

afterEach(stopKeptShops);

const privateClaim = 'sub';
/** A field that is PRIVATE by the schema; the source answers it with the number of its call. */
const note = (id = 'a') => `{ item(id: "${id}") { id note } }`;
const name = '{ item(id: "a") { id name } }';

describe('what is private', () => {
  test('by the schema is kept for each user alone, with in-flight requests shared and at the same time', async () => {
    const { ask, products, asked } = await startKeptShop({}, { privateClaim, shareInFlight: true });
    products.delayMs = 30;
    // The source says who asked: the gateway passes no header on, so it stands for "whatever it knows of the caller".
    const answers = await Promise.all(
      ['ann', 'bob', 'ann', 'bob'].map(async (user) => ({ user, body: (await ask(note(), { user })).body })),
    );
    const [ann, bob] = answers;
    expect(ann?.body.data.item.note).not.toBe(bob?.body.data.item.note);
    for (const { user, body } of answers) {
      expect(body).toEqual(user === 'ann' ? ann?.body : bob?.body);
    }
    expect(asked()).toHaveLength(2);
    expect((await ask(note(), { user: 'bob' })).body).toEqual(bob?.body);
    expect((await ask(note(), { user: 'ann' })).body).toEqual(ann?.body);
    expect(asked()).toHaveLength(2);
  });

  test('is not kept for callers who are nobody in particular, nor without a claim to keep it under', async () => {
    const anonymous = await startKeptShop({}, { privateClaim });
    await anonymous.ask(note());
    await anonymous.ask(note());
    expect(anonymous.asked()).toHaveLength(2);
    const unclaimed = await startKeptShop();
    await unclaimed.ask(note(), { user: 'ann' });
    await unclaimed.ask(note(), { user: 'ann' });
    expect(unclaimed.asked()).toHaveLength(2);
    const other = await startKeptShop({}, { privateClaim: 'department' });
    await other.ask(note(), { user: 'ann' });
    await other.ask(note(), { user: 'ann' });
    expect(other.asked()).toHaveLength(2);
  });

  test('is shared by those who have the same value of the claim', async () => {
    const { ask, asked } = await startKeptShop({}, { privateClaim: 'tenant' });
    // A tenant of the tests is the first letter of its users.
    await ask(note(), { user: 'ann' });
    await ask(note(), { user: 'abe' });
    expect(asked()).toHaveLength(1);
    await ask(note(), { user: 'bob' });
    expect(asked()).toHaveLength(2);
  });

  test('by what the source says is kept for each user alone, though the schema has it public', async () => {
    const { ask, asked, products } = await startKeptShop({}, { privateClaim });
    products.cacheControl = 'private, max-age=60';
    const ann = await ask(name, { user: 'ann' });
    const bob = await ask(name, { user: 'bob' });
    expect(bob.body).not.toEqual(ann.body);
    expect((await ask(name, { user: 'ann' })).body).toEqual(ann.body);
    await ask(name);
    await ask(name);
    expect(asked()).toHaveLength(4);
  });

  test('is an answer to somebody who is known, unless the source says that it is everybody’s', async () => {
    const { ask, asked, products } = await startKeptShop({}, { privateClaim });
    products.cacheControl = 'max-age=60';
    const ann = await ask(name, { user: 'ann' });
    expect((await ask(name, { user: 'bob' })).body).not.toEqual(ann.body);
    expect(asked()).toHaveLength(2);
    products.cacheControl = 'public, max-age=60';
    const cleo = await ask(name, { user: 'cleo' });
    expect((await ask(name, { user: 'dan' })).body).toEqual(cleo.body);
    expect((await ask(name)).body).toEqual(cleo.body);
    // What was kept for somebody alone is still given to that one.
    expect((await ask(name, { user: 'ann' })).body).toEqual(ann.body);
    expect(asked()).toHaveLength(3);
  });

  test('is what only has the default age, unless the configuration says otherwise', async () => {
    const maker = '{ item(id: "a") { id name maker { name } } }';
    const own = await startKeptShop({ defaultMaxAgeSeconds: 60 }, { privateClaim });
    const ann = await own.ask(maker, { user: 'ann' });
    expect((await own.ask(maker, { user: 'bob' })).body).not.toEqual(ann.body);
    expect((await own.ask(maker, { user: 'ann' })).body).toEqual(ann.body);
    const everybodys = await startKeptShop({ defaultMaxAgeSeconds: 60, defaultScope: 'PUBLIC' }, { privateClaim });
    const first = await everybodys.ask(maker, { user: 'ann' });
    expect((await everybodys.ask(maker, { user: 'bob' })).body).toEqual(first.body);
    // A hint on one field goes before.
    const both = '{ item(id: "a") { id note maker { name } } }';
    const annsNote = await everybodys.ask(both, { user: 'ann' });
    expect((await everybodys.ask(both, { user: 'bob' })).body).not.toEqual(annsNote.body);
  });

  test('never comes of an answer that is kept as a whole, though its parts are from before', async () => {
    const { ask, products } = await startKeptShop({}, { privateClaim, keepsAnswers: true });
    products.cacheControl = 'private, max-age=60';
    const ann = await ask(name, { user: 'ann' });
    // Another operation with the same fetch: made of what is kept for her, and hers as a whole.
    const more = '{ item(id: "a") { id name __typename } }';
    const again = await ask(more, { user: 'ann' });
    expect(again.body.data.item.name).toBe(ann.body.data.item.name);
    expect(again.headers.get('cache-control')).not.toContain('public');
    expect((await ask(more, { user: 'bob' })).body.data.item.name).not.toBe(ann.body.data.item.name);
  });
});
