import { element } from '@facet/bff-kit/browser/element.js';
import type { Shop } from '../shop.js';

/** Keeps the header's place for the user: a way to sign in, or a name, the way to the orders, and a way to sign out. */
export function keepAccount(shop: Pick<Shop, 'session' | 'signIn'>, place: HTMLElement): void {
  const { session, signIn } = shop;
  const update = () => {
    const user = session.current();
    place.replaceChildren(
      ...(user
        ? [
            element('span', { class: 'user-name', 'data-testid': 'user-name' }, user.userName),
            element('a', { class: 'masthead-link', href: '/orders', 'data-testid': 'orders-link' }, 'Orders'),
            leaveButton('Sign out', 'sign-out', () => signIn.end()),
          ]
        : [leaveButton('Sign in', 'sign-in', () => signIn.begin())]),
    );
  };
  session.subscribe(update);
  update();
}

/** A button that leaves for the authorization server, and says so when that cannot be reached. */
export function leaveButton(text: string, testId: string, leave: () => Promise<void>): HTMLElement {
  const click = async () => {
    button.disabled = true;
    try {
      await leave();
    } catch (error) {
      button.disabled = false;
      button.textContent = `${text}: try again`;
      button.title = `This does not work right now: ${String(error)}`;
    }
  };
  const button = element('button', { type: 'button', 'data-testid': testId, click: () => void click() }, text);
  return button;
}
