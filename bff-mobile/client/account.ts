import { element } from '@facet/bff-kit/browser/element.js';
import type { GraphClient } from '@facet/bff-kit/browser/graph-client.js';
import type { SessionStore } from '@facet/bff-kit/browser/session.js';
import type { SignIn } from '@facet/bff-kit/browser/sign-in.js';
import { MyOrdersDocument, type MyOrdersQuery } from './generated/operations.js';

/** What the account's line works with. */
export interface AccountOptions {
  readonly graph: GraphClient;
  readonly session: SessionStore;
  readonly signIn: SignIn;
}

type Order = NonNullable<NonNullable<MyOrdersQuery['me']>['orders']>[number];

const statusTexts: Readonly<Record<Order['status'], string>> = {
  PLACED: 'is being packed',
  SHIPPED: 'is on its way',
  DELIVERED: 'was delivered',
};

/** Keeps the line above the screen: a way to sign in, or who is signed in, their last order, and a way to sign out. */
export function keepAccount({ graph, session, signIn }: AccountOptions, place: HTMLElement): void {
  const update = async () => {
    const user = session.current();
    if (!user) {
      place.replaceChildren(button('Sign in', 'sign-in', () => signIn.begin()));
      return;
    }
    const lastOrder = element('span', { class: 'muted', 'data-testid': 'last-order' });
    const name = element('span', { 'data-testid': 'user-name' }, user.userName);
    place.replaceChildren(
      element('p', { class: 'user' }, name, lastOrder),
      button('Sign out', 'sign-out', () => signIn.end()),
    );
    const { data } = await graph.request(MyOrdersDocument, {});
    const [order] = data?.me?.orders ?? [];
    if (order) lastOrder.textContent = `${order.id} ${statusTexts[order.status]}`;
  };
  session.subscribe(() => void update());
  void update();
}

function button(text: string, testId: string, leave: () => Promise<void>): HTMLElement {
  const click = async () => {
    made.disabled = true;
    try {
      await leave();
    } catch (error) {
      // The authorization server cannot be reached; the screen goes on without it.
      made.disabled = false;
      made.textContent = `${text}: try again`;
      made.title = `This does not work right now: ${String(error)}`;
    }
  };
  const made = element('button', { type: 'button', 'data-testid': testId, click: () => void click() }, text);
  return made;
}
