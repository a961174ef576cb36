import { authorizedFetch } from '@facet/bff-kit/browser/authorized-fetch.js';
import { element, pageElement } from '@facet/bff-kit/browser/element.js';
import { createGraphClient } from '@facet/bff-kit/browser/graph-client.js';
import { loadPageConfig } from '@facet/bff-kit/browser/page-config.js';
import { createSessionStore } from '@facet/bff-kit/browser/session.js';
import { createSignIn } from '@facet/bff-kit/browser/sign-in.js';
import { compareHref, type View, viewAt } from './address.js';
import { createCompareList } from './compare-list.js';
import { keepAccount } from './parts/account.js';
import { notice } from './parts/notice.js';
import type { Shop } from './shop.js';
import { showCatalogue } from './views/catalogue-view.js';
import { showComparison } from './views/compare-view.js';
import { showOrders } from './views/orders-view.js';
import { showProduct } from './views/product-view.js';
import { finishSignIn } from './views/signed-in-view.js';

/** The page's entry: every link is a real one, so each view is drawn once for the address it was loaded at. */
async function start(main: HTMLElement): Promise<void> {
  const config = await loadPageConfig();
  const session = createSessionStore();
  const shop: Shop = {
    graph: createGraphClient(config.endpoint, authorizedFetch(session)),
    compare: createCompareList(),
    session,
    signIn: createSignIn(config.signIn, session),
    main,
  };
  keepCompareLink(shop);
  keepAccount(shop, pageElement('account'));
  await show(shop, viewAt(new URL(location.href)));
}

async function show(shop: Shop, view: View): Promise<void> {
  switch (view.kind) {
    case 'catalogue':
      return showCatalogue(shop, view);
    case 'product':
      return showProduct(shop, view.sku);
    case 'compare':
      return showComparison(shop, view.skus);
    case 'orders':
      return showOrders(shop);
    case 'signed-in':
      return finishSignIn(shop, new URL(location.href));
    case 'unknown':
      shop.main.replaceChildren(notice('There is no such page.', element('a', { href: '/' }, 'To all products')));
  }
}

/** The header's link counts what is set aside, and leads to it. */
function keepCompareLink({ compare }: Shop): void {
  const link = pageElement('compare-link');
  const update = () => {
    const skus = compare.skus();
    link.textContent = skus.length === 0 ? 'Compare' : `Compare (${skus.length})`;
    link.setAttribute('href', compareHref(skus));
  };
  compare.subscribe(update);
  update();
}

const main = pageElement('main');
start(main).catch((error: unknown) => {
  // Only the page's own server or a fault of the page ends here: the graph's errors are part of its answers.
  main.replaceChildren(notice('This page could not be shown. Please load it again.'));
  throw error;
});
