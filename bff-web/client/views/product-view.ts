import { element } from '@facet/bff-kit/browser/element.js';
import { errorAt } from '@facet/bff-kit/browser/graph-client.js';
import { knownPostcode } from '@facet/bff-kit/browser/postcode.js';
import { ProductPageDocument, type ProductPageQuery } from '../generated/operations.js';
import { compareButton } from '../parts/compare-button.js';
import { delivery } from '../parts/delivery.js';
import { notice, retryNotice } from '../parts/notice.js';
import { availability, price } from '../parts/offer.js';
import { picture } from '../parts/picture.js';
import { productCard } from '../parts/product-card.js';
import { ratingSummary } from '../parts/rating.js';
import { reviewSection } from '../parts/reviews.js';
import type { Shop } from '../shop.js';

type Product = NonNullable<ProductPageQuery['productPage']['product']>;

/** Draws a product's own page; what its sources do not answer is said in its place, and the rest stays. */
export async function showProduct(shop: Shop, sku: string): Promise<void> {
  shop.main.replaceChildren(
    element(
      'div',
      { class: 'product skeleton', 'aria-busy': true, 'aria-label': 'Loading' },
      element('div', { class: 'product-picture' }),
    ),
  );
  const postcode = knownPostcode(new URL(location.href));
  const withDelivery = postcode !== '';
  const { data, errors } = await shop.graph.request(ProductPageDocument, { sku, postcode, withDelivery });
  const product = data?.productPage.product;
  if (!product) {
    const isUnknown = data?.sold === null && !errorAt(errors, ['sold']);
    shop.main.replaceChildren(isUnknown ? notSold() : retryNotice('This product cannot be shown right now.'));
    return;
  }
  document.title = `${product.name} · Facet`;
  const error = errorAt(errors, ['productPage', 'product', 'deliveryQuote']);
  const known = withDelivery ? { postcode, quote: product.deliveryQuote, error } : undefined;
  shop.main.replaceChildren(
    breadcrumbs(product),
    element(
      'article',
      { class: 'product' },
      element(
        'div',
        { class: 'product-picture' },
        picture(product.pictures, { sizes: '(min-width: 60rem) 36rem, 92vw', alt: product.name, eager: true }),
      ),
      element(
        'div',
        { class: 'product-facts' },
        ...offer(shop, product),
        delivery(shop, sku, known),
        ...details(product),
      ),
    ),
    reviewSection(shop, product),
    recommendations(shop, product),
  );
}

function notSold(): HTMLElement {
  return notice('We do not sell this product.', element('a', { href: '/' }, 'To all products'));
}

function breadcrumbs({ breadcrumbs: crumbs }: Product): HTMLElement {
  const items = crumbs.map(({ label, href }, index) =>
    element('li', {}, element('a', { href, 'aria-current': index === crumbs.length - 1 && 'page' }, label)),
  );
  return element(
    'nav',
    { class: 'breadcrumbs', 'aria-label': 'You are here', 'data-testid': 'breadcrumbs' },
    element('ol', {}, ...items),
  );
}

function offer(shop: Shop, product: Product): HTMLElement[] {
  return [
    element('p', { class: 'product-brand' }, product.brand),
    element('h1', { 'data-testid': 'product-name' }, product.name),
    element('a', { class: 'rating-link', href: '#reviews' }, ratingSummary(product.rating)),
    price(product),
    availability(product),
    compareButton(shop, product),
  ];
}

function details({ description, attributes }: Product): HTMLElement[] {
  const rows = attributes.map(({ name, value }) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value)),
  );
  return [element('p', { class: 'product-description' }, description), element('dl', { class: 'attributes' }, ...rows)];
}

function recommendations(shop: Shop, { recommendations: products }: Product): HTMLElement {
  return element(
    'section',
    { 'aria-labelledby': 'recommendations' },
    element('h2', { id: 'recommendations' }, 'Goes well with it'),
    products
      ? element('div', { class: 'grid' }, ...products.map((product) => productCard(shop, product, 'recommendation')))
      : element('p', { class: 'muted' }, 'Recommendations cannot be shown right now.'),
  );
}
