import { element } from '@facet/bff-kit/browser/element.js';
import { productHref } from '../address.js';
import { MyOrdersDocument, type MyOrdersQuery } from '../generated/operations.js';
import { leaveButton } from '../parts/account.js';
import { notice, retryNotice } from '../parts/notice.js';
import type { Shop } from '../shop.js';

type Me = NonNullable<MyOrdersQuery['me']>;
type Order = NonNullable<Me['orders']>[number];

const statusTexts: Readonly<Record<Order['status'], string>> = {
  PLACED: 'Being packed',
  SHIPPED: 'On its way',
  DELIVERED: 'Delivered',
};

/** Draws the orders of whoever is signed in; asks others to sign in. */
export async function showOrders(shop: Shop): Promise<void> {
  const { graph, main, session, signIn } = shop;
  document.title = 'Orders · Facet';
  const askToSignIn = () =>
    main.replaceChildren(
      notice(
        'Sign in to see your orders.',
        leaveButton('Sign in', 'sign-in-here', () => signIn.begin()),
      ),
    );
  if (!session.current()) return askToSignIn();
  session.subscribe(() => {
    if (!session.current()) askToSignIn();
  });
  main.replaceChildren(element('p', { class: 'notice', 'aria-busy': true }, 'Looking for your orders …'));
  const { data } = await graph.request(MyOrdersDocument, { first: 20 });
  // The token was refused while the question was under way: what is asked without it is of nobody.
  if (!session.current()) return askToSignIn();
  if (!data?.me?.orders) return main.replaceChildren(retryNotice('Your orders cannot be shown right now.'));
  main.replaceChildren(heading(data.me), ...data.me.orders.map(order));
}

function heading({ displayName, orders }: Me): HTMLElement {
  const count = orders?.length ?? 0;
  const text = count === 0 ? 'You have not ordered anything yet.' : `${count === 1 ? 'One order' : `${count} orders`}`;
  return element(
    'div',
    { class: 'orders-heading' },
    element('h1', {}, 'Your orders'),
    element('p', { class: 'muted', 'data-testid': 'orders-of' }, `${displayName} · ${text}`),
  );
}

function order({ id, status, placedOn, lines, shipment }: Order): HTMLElement {
  const parcel = shipment?.carrier
    ? element('p', { class: 'muted' }, `${shipment.carrier.name}, parcel ${shipment.trackingNumber}`)
    : undefined;
  return element(
    'article',
    { class: 'order', 'data-testid': 'order', 'aria-label': `Order ${id}` },
    element(
      'div',
      { class: 'order-head' },
      element('h2', { 'data-testid': 'order-id' }, id),
      element(
        'p',
        {},
        `${statusTexts[status]}, ordered on `,
        element('time', { datetime: placedOn }, dateText(placedOn)),
      ),
    ),
    element('ul', {}, ...lines.map(line)),
    parcel,
  );
}

function line({ quantity, product }: Order['lines'][number]): HTMLElement {
  const { sku, name } = product;
  return element('li', {}, `${quantity} × `, element('a', { href: productHref(sku) }, name));
}

function dateText(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
