import { authorizedFetch } from '@facet/bff-kit/browser/authorized-fetch.js';
import { element, pageElement } from '@facet/bff-kit/browser/element.js';
import { createGraphClient } from '@facet/bff-kit/browser/graph-client.js';
import { loadPageConfig } from '@facet/bff-kit/browser/page-config.js';
import { createSessionStore } from '@facet/bff-kit/browser/session.js';
import { createSignIn, type SignIn } from '@facet/bff-kit/browser/sign-in.js';
import { keepAccount } from './account.js';
import { createScreen } from './screen.js';
import { createShelf } from './shelf.js';

/**
 * The page's entry: one screen, and a shelf of tiles that switch its product.
 *
 * The product is in the address (`?sku=`), so that it can be kept and sent; without one the first tile is shown.
 */
async function start(place: HTMLElement): Promise<void> {
  const config = await loadPageConfig();
  const session = createSessionStore();
  const signIn = createSignIn(config.signIn, session);
  if (location.pathname === '/signed-in') return location.replace(await returnAddress(signIn));
  const graph = createGraphClient(config.endpoint, authorizedFetch(session));
  keepAccount({ graph, session, signIn }, pageElement('account'));
  const screen = createScreen(graph, place);
  const show = (sku: string | undefined) => {
    shelf.mark(sku);
    return screen.show(sku);
  };
  const shelf = createShelf(graph, pageElement('tiles'), (sku) => {
    const address = new URL(location.href);
    address.searchParams.set('sku', sku);
    history.pushState(null, '', address);
    scrollTo({ top: 0 });
    void show(sku);
  });
  const firstSku = shelf.load();
  const showAsked = async () => show(new URL(location.href).searchParams.get('sku') ?? (await firstSku));
  addEventListener('popstate', () => void showAsked());
  await showAsked();
}

/** Where to go on after signing in, or after not doing so: the screen works for everybody. */
async function returnAddress(signIn: SignIn): Promise<string> {
  const address = new URL(location.href);
  // The code is good for one use; a reload shall not try it again.
  history.replaceState(null, '', '/signed-in');
  try {
    return await signIn.complete(address);
  } catch (error) {
    console.warn('Sign-in was not finished:', error instanceof Error ? error.message : error);
    return '/';
  }
}

const place = pageElement('screen');
start(place).catch((error: unknown) => {
  // Only the page's own server or a fault of the page ends here: the graph's errors are part of its answers.
  place.replaceChildren(element('p', { class: 'notice', role: 'alert' }, 'This screen could not be shown.'));
  throw error;
});
