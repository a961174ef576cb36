import { element } from '@facet/bff-kit/browser/element.js';
import type { ProductOfferFragment } from '../generated/operations.js';

/** The price with what it was before; says so when there is none. */
export function price({ priceLabel }: Pick<ProductOfferFragment, 'priceLabel'>): HTMLElement {
  if (!priceLabel) {
    return element('p', { class: 'price muted', 'data-testid': 'price' }, 'No price at the moment');
  }
  const { text, strikethrough, reduction } = priceLabel;
  return element(
    'p',
    { class: 'price', 'data-testid': 'price' },
    element('span', { class: 'price-now' }, text),
    strikethrough
      ? element(
          's',
          { class: 'price-before' },
          element('span', { class: 'visually-hidden' }, 'before: '),
          strikethrough,
        )
      : undefined,
    reduction ? element('span', { class: 'price-reduction' }, reduction) : undefined,
  );
}

/** Stock in words with a coloured dot; unknown stock is said, not left out. */
export function availability({
  availability,
  availabilityLabel,
}: Omit<ProductOfferFragment, 'priceLabel'>): HTMLElement {
  const state = availability ? (availability.inStock ? 'in' : 'out') : 'unknown';
  return element(
    'p',
    { class: `stock stock-${state}`, 'data-testid': 'availability' },
    availabilityLabel ?? 'Stock unknown',
  );
}
