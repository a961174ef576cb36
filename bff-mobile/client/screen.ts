import { element } from '@facet/bff-kit/browser/element.js';
import { errorAt, type GraphClient } from '@facet/bff-kit/browser/graph-client.js';
import { knownPostcode } from '@facet/bff-kit/browser/postcode.js';
import { deliveryBox } from './delivery-box.js';
import { ProductScreenDocument, type ProductScreenQuery } from './generated/operations.js';

type Product = NonNullable<ProductScreenQuery['productScreen']['product']>;

/** Twice a phone's width, so that the picture is sharp on most of them, in pixels. */
const pictureWidth = 800;

/** The one screen of the app. */
export interface Screen {
  /** Shows a product; a later call wins over one that is still under way. */
  show(sku: string | undefined): Promise<void>;
}

/** Makes the screen in its place; what the product's sources do not answer is said there, and the rest stays. */
export function createScreen(graph: GraphClient, place: HTMLElement): Screen {
  let latest: AbortController | undefined;
  return {
    async show(sku) {
      latest?.abort();
      latest = new AbortController();
      const { signal } = latest;
      place.setAttribute('aria-busy', 'true');
      if (place.childElementCount === 0 || place.querySelector('noscript')) place.replaceChildren(skeleton());
      try {
        const contents =
          sku === undefined ? [notice('The shop cannot be shown right now.')] : await load(graph, sku, signal);
        place.replaceChildren(...contents);
        place.removeAttribute('aria-busy');
      } catch (error) {
        // Another product was chosen meanwhile, and its own call shows it.
        if (!signal.aborted) throw error;
      }
    },
  };
}

async function load(graph: GraphClient, sku: string, signal: AbortSignal): Promise<HTMLElement[]> {
  const postcode = knownPostcode(new URL(location.href));
  const withDelivery = postcode !== '';
  const variables = { sku, width: pictureWidth, postcode, withDelivery };
  const { data, errors } = await graph.request(ProductScreenDocument, variables, signal);
  const product = data?.productScreen.product;
  if (!product) {
    return [notice(data?.sold === null ? 'We do not sell this product.' : 'This product cannot be shown right now.')];
  }
  document.title = `${product.name} · Facet`;
  const error = errorAt(errors, ['productScreen', 'product', 'deliveryQuote']);
  const known = withDelivery ? { postcode, quote: product.deliveryQuote, error } : undefined;
  return [picture(product), facts(product), deliveryBox(graph, sku, known), description(product)];
}

function picture({ name, thumbnail: { url, width } }: Product): HTMLElement {
  return element('img', { class: 'hero', src: url, alt: name, width, height: width, 'data-testid': 'product-picture' });
}

function facts({ brand, name, priceLabel, availability, availabilityLabel, rating }: Product): HTMLElement {
  const stock = availability ? (availability.inStock ? 'in' : 'out') : 'unknown';
  return element(
    'div',
    { class: 'facts' },
    element('p', { class: 'brand' }, brand),
    element('h1', { 'data-testid': 'product-name' }, name),
    rating && rating.count > 0
      ? element('p', { class: 'rating', 'data-testid': 'rating' }, `★ ${rating.average.toFixed(1)} (${rating.count})`)
      : undefined,
    element('p', { class: 'price', 'data-testid': 'price' }, priceLabel ?? 'No price at the moment'),
    element(
      'p',
      { class: `stock stock-${stock}`, 'data-testid': 'availability' },
      availabilityLabel ?? 'Stock unknown',
    ),
  );
}

function description({ description: text }: Product): HTMLElement {
  return element('p', { class: 'description' }, text);
}

function notice(message: string): HTMLElement {
  return element(
    'div',
    { class: 'notice', role: 'alert', 'data-testid': 'notice' },
    element('p', {}, message),
    element('button', { type: 'button', click: () => location.reload() }, 'Try again'),
  );
}

function skeleton(): HTMLElement {
  return element('div', { class: 'hero skeleton', role: 'img', 'aria-label': 'Loading' });
}
