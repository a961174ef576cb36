import { startClientServer as servePhone } from '@facet/bff-mobile/serve-client';
import { startClientServer as serveStorefront } from '@facet/bff-web/serve-client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, openPage } from './kit/open-page.js';
import { type Shop, startShop } from './kit/start-shop.js';

let shop: Shop;
let browser: Browser;
let storefront: Awaited<ReturnType<typeof serveStorefront>>;
let phone: Awaited<ReturnType<typeof servePhone>>;

beforeAll(async () => {
  // The pages' ports are not those in the client graphs' own files.
  shop = await startShop({ corsOrigins: ['*'], operations: 'configured' });
  browser = await launchBrowser();
  storefront = await serveStorefront({ port: 0, gatewayUrl: shop.url });
  phone = await servePhone({ port: 0, gatewayUrl: shop.url });
});
afterAll(async () => {
  await browser.close();
  await Promise.all([storefront.close(), phone.close()]);
  await shop.stop();
});
beforeEach(() => shop.sources.reset());

const desktop = { width: 1280, height: 900 };
const handheld = { width: 390, height: 844 };

test('the storefront shows a product with price, delivery, reviews and recommendations', async () => {
  const { page, faults } = await openPage(browser, `${storefront.url}/products/FX-10001?postcode=10115`, desktop);
  const text = (id: string) => page.getByTestId(id).first().textContent();
  expect(await text('product-name')).toBe('Hazel 3 trekking tent, slate');
  expect(await text('price')).toContain('€303.95');
  expect(await text('availability')).toBe('In stock');
  expect(await text('delivery')).toMatch(/(Mon|Tues|Wednes|Thurs|Fri|Satur)day .* November|December/);
  expect(await page.getByTestId('review').count()).toBeGreaterThan(0);
  expect(await page.getByTestId('recommendation').count()).toBe(4);
  expect(
    await page.locator('img').evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0)),
  ).toBe(true);
  expect(faults).toEqual([]);
  await page.close();
});

test('the storefront says a refused postcode in the shipping service’s words', async () => {
  const { page } = await openPage(browser, `${storefront.url}/products/FX-10001`, desktop);
  await page.getByTestId('postcode').fill('00000');
  await page.getByTestId('postcode-submit').click();
  await page.getByTestId('delivery-error').waitFor();
  expect(await page.getByTestId('delivery-error').textContent()).toBe('Nobody delivers to "00000"');
  await page.close();
});

test('the storefront shows a product whose stock is not known', async () => {
  shop.sources.get('inventory').behave({ closeSocket: true });
  const { page } = await openPage(browser, `${storefront.url}/products/FX-10001`, desktop);
  expect(await page.getByTestId('product-name').textContent()).toBe('Hazel 3 trekking tent, slate');
  expect(await page.getByTestId('availability').first().textContent()).not.toBe('In stock');
  expect(await page.getByTestId('review').count()).toBeGreaterThan(0);
  await page.close();
});

test('the storefront’s catalogue leads to a product and to the next page', async () => {
  const { page, faults } = await openPage(browser, `${storefront.url}/`, desktop);
  expect(await page.getByTestId('result-count').textContent()).toContain('300');
  const names = () => page.getByRole('heading').allTextContents();
  const before = await names();
  await page.getByTestId('next-page').click();
  await expect.poll(names, { timeout: 10_000 }).not.toEqual(before);
  await expect.poll(() => page.getByRole('heading').count(), { timeout: 10_000 }).toBeGreaterThan(10);
  expect(faults).toEqual([]);
  await page.close();
});

test('the phone’s screen shows product, price, stock and delivery promise, and fits its width', async () => {
  const { page, faults } = await openPage(browser, `${phone.url}/?sku=FX-10001&postcode=10115`, handheld);
  const text = (id: string) => page.getByTestId(id).first().textContent();
  expect(await text('product-name')).toBe('Hazel 3 trekking tent, slate');
  expect(await text('price')).toBe('€303.95');
  expect(await text('availability')).toBe('In stock');
  expect(await text('delivery')).toMatch(/(Mon|Tue|Wed|Thu|Fri|Sat)/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(handheld.width);
  expect(faults).toEqual([]);
  await page.close();
});
