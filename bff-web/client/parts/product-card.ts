import { element } from '@facet/bff-kit/browser/element.js';
import { productHref } from '../address.js';
import type { ProductCardFragment } from '../generated/operations.js';
import type { Shop } from '../shop.js';
import { compareButton } from './compare-button.js';
import { availability, price } from './offer.js';
import { picture } from './picture.js';
import { ratingSummary } from './rating.js';

/** What a card is for: its `data-testid`. */
export type CardRole = 'catalogue-card' | 'recommendation';

/** A product in a list; all of it leads to the product's page. */
export function productCard(shop: Shop, product: ProductCardFragment, role: CardRole): HTMLElement {
  const { sku, name, brand } = product;
  return element(
    'article',
    { class: 'card', 'data-testid': role, 'data-sku': sku },
    element(
      'div',
      { class: 'card-picture' },
      picture(product.pictures, { sizes: '(min-width: 60rem) 16rem, 45vw', alt: '' }),
      product.priceLabel?.reduction ? element('span', { class: 'badge' }, product.priceLabel.reduction) : undefined,
    ),
    element('p', { class: 'card-brand' }, brand),
    element('h3', { class: 'card-name' }, element('a', { href: productHref(sku) }, name)),
    ratingSummary(product.rating),
    element('div', { class: 'card-foot' }, price(product), compareButton(shop, product)),
    availability(product),
  );
}

/** Stands where a card will be. */
export function cardSkeleton(): HTMLElement {
  return element('div', { class: 'card skeleton', 'aria-hidden': 'true' }, element('div', { class: 'card-picture' }));
}
