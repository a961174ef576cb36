import { element } from '@facet/bff-kit/browser/element.js';
import { leaveButton } from '../parts/account.js';
import { notice } from '../parts/notice.js';
import type { Shop } from '../shop.js';

/** Finishes signing in with what the authorization server sent along, and takes the user back to where they were. */
export async function finishSignIn({ main, signIn }: Shop, address: URL): Promise<void> {
  document.title = 'Signing in · Facet';
  main.replaceChildren(element('p', { class: 'notice', 'aria-busy': true }, 'Signing in …'));
  // The code is good for one use; a reload or a bookmark shall not try it again.
  history.replaceState(null, '', '/signed-in');
  try {
    location.replace(await signIn.complete(address));
  } catch (error) {
    console.warn('Sign-in was not finished:', error instanceof Error ? error.message : error);
    const isCancelled = address.searchParams.get('error') === 'access_denied';
    const message = isCancelled ? 'You did not sign in.' : 'Signing in did not work.';
    main.replaceChildren(
      notice(
        message,
        leaveButton('Sign in', 'sign-in-again', () => signIn.begin()),
      ),
    );
  }
}
