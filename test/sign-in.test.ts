import { startClientServer as servePhone } from '@facet/bff-mobile/serve-client';
import { startClientServer as serveStorefront } from '@facet/bff-web/serve-client';
import {
  demoServiceSecret,
  demoUsers,
  exampleShop,
  type PageOrigins,
  type RunningSource,
  startIdentity,
} from '@facet/example-subgraphs';
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
  let tellPages: (origins: PageOrigins) => void = () => {};
  const pageOrigins = new Promise<PageOrigins>((resolve) => {
    tellPages = resolve;
  });
  identity = await startIdentity({ port: 0, pageOrigins });
  const issuer = identity.origin;
  shop = await startShop({ corsOrigins: ['*'], issuer });
  storefront = await serveStorefront({ port: 0, gatewayUrl: shop.url, issuer });
  phone = await servePhone({ port: 0, gatewayUrl: shop.url, issuer });
  tellPages({ storefront: [storefront.url], phone: [phone.url] });
  browser = await launchBrowser();
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

/** Leaves for the sign-in page. */
async function leaveToSignIn(page: Page): Promise<void> {
  await page.getByTestId('sign-in').click();
  await page.waitForURL(`${identity.origin}/sign-in/**`);
}

/** Signs in, from wherever the page is, and waits until it is back there. */
async function signIn(page: Page, name: 'ada' | 'grace'): Promise<void> {
  const before = page.url();
  await leaveToSignIn(page);
  await enterCredentials(page, name, user(name).password);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(before, { waitUntil: 'networkidle' });
}

function tokenOf(page: Page): Promise<string> {
  return page.evaluate(() => JSON.parse(sessionStorage.getItem('session') ?? '{}').accessToken);
}

async function askAs(token: string | undefined, query: string, graph = 'web'): Promise<unknown> {
  const response = await fetch(`${shop.url}/${graph}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** A token of the service that looks after orders, by client credentials. */
async function serviceToken(parameters: Record<string, string>): Promise<string> {
  const response = await fetch(`${identity.origin}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`order-desk:${demoServiceSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
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
  expect(await askAs(await tokenOf(page), `{ user(id: "${user('grace').customerId}") { orders { id } } }`)).toEqual({
    data: { user: { orders: null } },
  });

  await page.getByTestId('sign-out').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${storefront.url}/`, { waitUntil: 'networkidle' });
  expect(await page.getByTestId('sign-in').isVisible()).toBe(true);
  await page.goto(`${storefront.url}/orders`, { waitUntil: 'networkidle' });
  expect(await page.getByTestId('notice').textContent()).toContain('Sign in to see your orders.');
  expect(await shownOrders(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.close();
}, 60_000);

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
  await leaveToSignIn(page);
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
  await leaveToSignIn(page);
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
  await leaveToSignIn(page);
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
}, 60_000);

test('who has not signed in is told so of what they may not see, and gets the rest', async () => {
  const answer = await askAs(undefined, '{ me { displayName } product(sku: "FX-10001") { name } }');
  expect(answer).toMatchObject({
    data: { me: null, product: { name: 'Hazel 3 trekking tent, slate' } },
    errors: [{ path: ['me'] }],
  });
});

test('a service sees an order of anybody with its scope, and none without', async () => {
  const [id = ''] = user('grace').orderIds;
  const query = `{ order(id: "${id}") { id customer { id } } }`;
  expect(await askAs(await serviceToken({ scope: 'orders:read orders:read:all' }), query)).toEqual({
    data: { order: { id, customer: { id: user('grace').customerId } } },
  });
  expect(await askAs(await serviceToken({ scope: 'orders:read' }), query)).toEqual({ data: { order: null } });
  expect(await askAs(await serviceToken({ scope: 'graph:introspect' }), query)).toMatchObject({
    data: { order: null },
    errors: [{ path: ['order'] }],
  });
});

test('a token for the mobile graph is refused at the web graph', async () => {
  const token = await serviceToken({ scope: 'orders:read', resource: 'urn:facet-shop:mobile' });
  expect(await askAs(token, '{ trending(first: 1) { sku } }', 'mobile')).toMatchObject({ data: { trending: [{}] } });
  expect(await askAs(token, '{ trending(first: 1) { sku } }')).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});
