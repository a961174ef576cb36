import type { GraphClient } from '@facet/bff-kit/browser/graph-client.js';
import type { CompareList } from './compare-list.js';

/** What every view of the storefront works with. */
export interface Shop {
  readonly graph: GraphClient;
  readonly compare: CompareList;
  /** Where the view is drawn. */
  readonly main: HTMLElement;
}
