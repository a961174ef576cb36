import { element } from '@facet/bff-kit/browser/element.js';

/** Stars as a picture with words for who cannot see it; filled to the tenth. */
export function stars(value: number): HTMLElement {
  const made = element('span', { class: 'stars', role: 'img', 'aria-label': `${value} of 5 stars` });
  // Not as an attribute: the page's policy allows no styles in HTML.
  made.style.setProperty('--fill', `${(Math.min(5, Math.max(0, value)) / 5) * 100}%`);
  return made;
}

/** Stars, mean and number of ratings; says so when nobody has rated yet. */
export function ratingSummary(
  rating: { readonly average: number; readonly count: number } | null | undefined,
): HTMLElement {
  if (!rating || rating.count === 0) {
    return element(
      'span',
      { class: 'rating muted', 'data-testid': 'rating' },
      rating ? 'Not rated yet' : 'No ratings to show',
    );
  }
  const { average, count } = rating;
  return element(
    'span',
    { class: 'rating', 'data-testid': 'rating' },
    stars(average),
    element('span', { class: 'rating-number' }, average.toFixed(1)),
    element('span', { class: 'muted' }, `(${count})`),
  );
}
