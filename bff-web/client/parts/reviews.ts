import { element } from '@facet/bff-kit/browser/element.js';
import { ProductReviewsDocument, type ReviewListFragment } from '../generated/operations.js';
import type { Shop } from '../shop.js';
import { ratingSummary, stars } from './rating.js';

/** What the section is made from. */
export interface Reviewed {
  readonly sku: string;
  readonly rating?: { readonly average: number; readonly count: number } | null;
  readonly reviews?: ReviewListFragment | null;
}

/** What customers wrote, newest first, with a button for more. */
export function reviewSection(shop: Shop, { sku, rating, reviews }: Reviewed): HTMLElement {
  const head = [element('h2', { id: 'reviews' }, 'Reviews'), ratingSummary(rating)];
  const section = element(
    'section',
    { class: 'reviews', 'aria-labelledby': 'reviews' },
    element('header', {}, ...head),
  );
  if (!reviews) {
    section.append(element('p', { class: 'muted' }, 'Reviews cannot be shown right now.'));
  } else if (reviews.totalCount === 0) {
    section.append(element('p', { class: 'muted' }, 'Nobody has written about it yet.'));
  } else {
    const list = element('ol', { class: 'review-list' }, ...reviews.edges.map(({ node }) => review(node)));
    section.append(list, moreButton(shop, { sku, list, pageInfo: reviews.pageInfo }));
  }
  return section;
}

function review({
  stars: count,
  title,
  body,
  author,
  writtenOn,
}: ReviewListFragment['edges'][number]['node']): HTMLElement {
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(writtenOn));
  return element(
    'li',
    { class: 'review', 'data-testid': 'review' },
    stars(count),
    element('h3', {}, title),
    element('p', {}, body),
    element('p', { class: 'muted' }, `${author.displayName}, `, element('time', { datetime: writtenOn }, date)),
  );
}

interface MoreReviews {
  readonly sku: string;
  readonly list: HTMLElement;
  readonly pageInfo: ReviewListFragment['pageInfo'];
}

/** Adds the next page to the list; gone when there is none. */
function moreButton(shop: Shop, { sku, list, pageInfo }: MoreReviews): HTMLElement {
  let { hasNextPage, endCursor } = pageInfo;
  const more = async () => {
    button.disabled = true;
    const { data } = await shop.graph.request(ProductReviewsDocument, { sku, first: 10, after: endCursor ?? null });
    const page = data?.product?.reviews;
    if (page) {
      list.append(...page.edges.map(({ node }) => review(node)));
      ({ hasNextPage, endCursor } = page.pageInfo);
    }
    button.disabled = false;
    button.hidden = !hasNextPage;
    button.textContent = page ? 'More reviews' : 'More reviews: try again';
  };
  const button = element(
    'button',
    { type: 'button', class: 'more', hidden: !hasNextPage, click: () => void more(), 'data-testid': 'more-reviews' },
    'More reviews',
  );
  return button;
}
