import type { GraphClient } from '@facet/bff-kit/browser/graph-client.js';
import type { SessionStore } from '@facet/bff-kit/browser/session.js';
import type { SignIn } from '@facet/bff-kit/browser/sign-in.js';
import type { CompareList } from './compare-list.js';

/** What every view of the storefront works with. */
export interface Shop {
  readonly graph: GraphClient;
  readonly compare: CompareList;
  /** Who is signed in; what `graph` is asked is asked for them. */
  readonly session: SessionStore;
  readonly signIn: SignIn;
  /** Where the view is drawn. */
  readonly main: HTMLElement;
}
