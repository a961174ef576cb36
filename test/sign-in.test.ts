import { startClientServer as servePhone } from '@facet/bff-mobile/serve-client';
import { startClientServer as serveStorefront } from '@facet/bff-web/serve-client';
import { demoUsers, exampleShop, type RunningSource, startIdentity } from '@facet/example-subgraphs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from './kit/open-page.js';
import { type Shop, startShop } from './kit/start-shop.js';

let identity: RunningSource;
let shop: Shop;
let browser: Browser;
let storefront: Awaited<ReturnType<typeof serveStorefront>>;
let phone: Awaited<ReturnType<typeof servePhone>>;

beforeAll(async () => {
  identity = await startIdentity({
    port: 0,
    pageOrigins: () => ({ storefront: [storefront.url], phone: [phone.url] }),
  });
  const issuer = identity.origin;
  shop = await startShop({ corsOrigins: ['*'], issuer });
  browser = await launchBrowser();
  storefront = await serveStorefront({ port: 0, gatewayUrl: shop.url, issuer });
  phone = await servePhone({ port: 0, gatewayUrl: shop.url, issuer });
});
afterAll(async () => {
  await browser.close();
  await Promise.all([storefront.close(), phone.close()]);
  await Promise.all([shop.stop(), identity.stop()]);
});

const desktop = { width: 1280, height: 900 };
const handheld = { width: 390, height: 844 };

function user(name: 'ada' | 'grace') {
  const found = demoUsers.find(({ username }) => username === name) ?? expect.fail(`${name} is a demo user`);
  const orders = exampleShop().orders.filter(({ customerId }) => customerId === found.customerId);
  return { ...found, orderIds: orders.map(({ id }) => id) };
}

/** Fills in the sign-in page by what a reader or a screen reader finds there. */
async function enterCredentials(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in, from wherever the page is, and waits until it is back there. */
async function signIn(page: Page, name: 'ada' | 'grace'): Promise<void> {
  const before = page.url();
  await page.getByTestId('sign-in').click();
  await enterCredentials(page, name, user(name).password);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(before, { waitUntil: 'networkidle' });
}

const shownOrders = (page: Page) => page.getByTestId('order-id').allTextContents();

test('ada signs in where she is, sees her name and her orders and not those of grace, and signs out', async () => {
  const { page, faults } = await openPage(browser, `${storefront.url}/products/FX-10001`, desktop);
  await signIn(page, 'ada');
  expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lindqvist');
  await page.getByTestId('orders-link').click();
  await page.getByTestId('order').first().waitFor();
  expect((await shownOrders(page)).sort()).toEqual([...user('ada').orderIds].sort());
  expect(await page.getByTestId('orders-of').textContent()).toBe('Ada L. · 4 orders');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(desktop.width);

  await page.getByTestId('sign-out').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${storefront.url}/`, { waitUntil: 'networkidle' });
  expect(await page.getByTestId('sign-in').isVisible()).toBe(true);
  await page.goto(`${storefront.url}/orders`, { waitUntil: 'networkidle' });
  expect(await page.getByTestId('notice').textContent()).toContain('Sign in to see your orders.');
  expect(await shownOrders(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.close();
});

test('grace signs in on a phone from the page of orders, which fits its width', async () => {
  const { page, faults } = await openPage(browser, `${storefront.url}/orders`, handheld);
  await signIn(page, 'grace');
  await page.getByTestId('order').first().waitFor();
  expect((await shownOrders(page)).sort()).toEqual([...user('grace').orderIds].sort());
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(handheld.width);
  expect(faults).toEqual([]);
  await page.close();
});

test('a wrong password is said on the sign-in page, and another try is possible', async () => {
  const { page } = await openPage(browser, `${storefront.url}/`, handheld);
  await page.getByTestId('sign-in').click();
  await enterCredentials(page, 'ada', 'demo-grace');
  expect(await page.getByRole('alert').textContent()).toBe('This name and password do not belong together.');
  expect(await page.getByLabel('Name').inputValue()).toBe('ada');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(handheld.width);
  await enterCredentials(page, 'ada', user('ada').password);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByTestId('user-name').waitFor();
  await page.close();
});

test('who cancels comes back and has not signed in', async () => {
  const { page, faults } = await openPage(browser, `${storefront.url}/`, desktop);
  await page.getByTestId('sign-in').click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('You did not sign in.').waitFor();
  expect(await page.getByTestId('sign-in').isVisible()).toBe(true);
  expect(faults).toEqual([]);
  await page.close();
});

test('a code that this tab did not ask for signs nobody in', async () => {
  const { page } = await openPage(browser, `${storefront.url}/signed-in?code=stolen&state=guessed`, desktop);
  await page.getByText('Signing in did not work.').waitFor();
  expect(await page.evaluate(() => sessionStorage.getItem('session'))).toBeNull();
  expect(page.url()).toBe(`${storefront.url}/signed-in`);
  await page.close();
});

test('an answer with another state than was sent signs nobody in', async () => {
  const { page } = await openPage(browser, `${storefront.url}/`, desktop);
  await page.getByTestId('sign-in').click();
  await page.getByLabel('Name').waitFor();
  await page.goto(`${storefront.url}/signed-in?code=stolen&state=guessed&iss=${encodeURIComponent(identity.origin)}`);
  await page.getByText('Signing in did not work.').waitFor();
  expect(await page.evaluate(() => sessionStorage.getItem('session'))).toBeNull();
  await page.close();
});

test.each([
  ['that the gateway refuses', 900_000],
  ['that has expired', -1000],
])('a session with a token %s is shown as signed out, with everything that everybody may see', async (_, leftMs) => {
  const { page } = await openPage(browser, `${storefront.url}/`, desktop);
  await page.evaluate((endsAt) => {
    const session = { accessToken: 'eyJhbGciOiJub25lIn0.e30.', idToken: '', userName: 'Mallory', endsAt };
    sessionStorage.setItem('session', JSON.stringify(session));
  }, Date.now() + leftMs);
  await page.goto(`${storefront.url}/products/FX-10001`, { waitUntil: 'networkidle' });
  expect(await page.getByTestId('product-name').textContent()).toBe('Hazel 3 trekking tent, slate');
  expect(await page.getByTestId('sign-in').isVisible()).toBe(true);
  expect(await page.getByTestId('user-name').count()).toBe(0);
  await page.goto(`${storefront.url}/orders`, { waitUntil: 'networkidle' });
  expect(await shownOrders(page)).toEqual([]);
  expect(await page.getByTestId('notice').textContent()).toContain('Sign in to see your orders.');
  await page.close();
});

test('the page’s policy runs no script that was put into it', async () => {
  const { page } = await openPage(browser, `${storefront.url}/`, desktop);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    return 'injected' in globalThis;
  });
  expect(ran).toBe(false);
  await page.close();
});

test('the phone signs in for its own graph, and shows the last order at its width', async () => {
  const { page, faults } = await openPage(browser, `${phone.url}/?sku=FX-10001`, handheld);
  await signIn(page, 'ada');
  expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lindqvist');
  await expect.poll(() => page.getByTestId('last-order').textContent()).toMatch(/^order-1146 is on its way$/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(handheld.width);
  await page.getByTestId('sign-out').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${phone.url}/`, { waitUntil: 'networkidle' });
  expect(await page.getByTestId('sign-in').isVisible()).toBe(true);
  expect(faults).toEqual([]);
  await page.close();
});
