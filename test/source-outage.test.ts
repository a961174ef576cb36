import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Shop, startShop } from './kit/start-shop.js';
import { timeAwake } from './kit/time-awake.js';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

const page = `{
  productPage(sku: "FX-10001") {
    product { name availability { inStock quantity } priceLabel { text } reviews(first: 1) { totalCount } }
  }
}`;

/** The median of several runs, in milliseconds: one run alone says little on a busy machine. */
async function usualMs(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    times.push((await timeAwake(run)).ms);
  }
  return times.sort((a, b) => a - b)[4] ?? Number.NaN;
}

test('the product page answers while inventory is stopped, as fast as usual, with one error at availability', async () => {
  const whole = await shop.ask('web', page);
  expect(whole.errors).toBeUndefined();
  const usual = await usualMs(() => shop.ask('web', page));

  await shop.sources.get('inventory').stop();
  const answer = await shop.ask('web', page);
  expect(answer).toEqual({
    data: { productPage: { product: { ...whole.data.productPage.product, availability: null } } },
    errors: [
      {
        message: 'A service behind this graph cannot be reached',
        path: ['productPage', 'product', 'availability'],
        extensions: { code: 'SOURCE_UNREACHABLE', errorId: expect.any(String) },
      },
    ],
  });
  expect(await usualMs(() => shop.ask('web', page))).toBeLessThan(usual + 100);

  const { errorId } = answer.errors?.[0]?.extensions ?? {};
  expect(shop.log.find((entry) => entry['errorId'] === errorId)).toMatchObject({
    level: 'warn',
    code: 'SOURCE_UNREACHABLE',
    source: 'inventory',
    msg: expect.stringMatching(/Cannot fetch from source "inventory" at http:\/\/127\.0\.0\.1:\d+/),
  });
});

test('the phone’s screen says nothing about stock while inventory is stopped, and still everything else', async () => {
  await shop.sources.get('inventory').stop();
  const { data } = await shop.ask(
    'mobile',
    '{ productScreen(sku: "FX-10001") { product { priceLabel availabilityLabel } } }',
  );
  expect(data).toEqual({ productScreen: { product: { priceLabel: '€303.95', availabilityLabel: null } } });
});

test('a source that does not answer in time costs its field, not the page', async () => {
  const slow = await startShop({ sourceSettings: { reviews: { timeoutMs: 200 } }, only: 'web' });
  try {
    slow.sources.get('reviews').behave({ delayMs: 5_000 });
    const answer = await slow.ask('web', '{ product(sku: "FX-10001") { name reviews(first: 1) { totalCount } } }');
    expect(answer).toMatchObject({
      data: { product: { name: 'Hazel 3 trekking tent, slate', reviews: null } },
      errors: [{ path: ['product', 'reviews'], extensions: { code: 'SOURCE_TIMEOUT' } }],
    });
  } finally {
    await slow.stop();
  }
});
