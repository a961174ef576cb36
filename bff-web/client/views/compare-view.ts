import { element } from '@facet/bff-kit/browser/element.js';
import { compareHref, productHref } from '../address.js';
import { CompareProductsDocument, type CompareProductsQuery } from '../generated/operations.js';
import { notice, retryNotice } from '../parts/notice.js';
import { availability, price } from '../parts/offer.js';
import { picture } from '../parts/picture.js';
import { ratingSummary } from '../parts/rating.js';
import type { Shop } from '../shop.js';

type Compared = NonNullable<CompareProductsQuery['compare']['products'][number]>;

/** Draws up to four products side by side; one that the shop does not sell is left out. */
export async function showComparison(shop: Shop, skus: readonly string[]): Promise<void> {
  document.title = 'Compare · Facet';
  const toCatalogue = element('a', { href: '/' }, 'To all products');
  if (skus.length === 0) {
    shop.main.replaceChildren(notice('Nothing to compare yet: press “Compare” on up to four products.', toCatalogue));
    return;
  }
  shop.main.replaceChildren(element('p', { class: 'notice', 'aria-busy': true }, 'Laying them side by side …'));
  const { data, errors } = await shop.graph.request(CompareProductsDocument, { skus });
  const products = data?.compare.products.filter((product) => product !== null) ?? [];
  if (products.length === 0) {
    const refused = errors.find(({ extensions }) => extensions?.code === 'BAD_USER_INPUT');
    shop.main.replaceChildren(
      refused
        ? notice(`${refused.message}.`, toCatalogue)
        : retryNotice('These products cannot be compared right now.'),
    );
    return;
  }
  shop.main.replaceChildren(
    element('h1', {}, 'Side by side'),
    element(
      'div',
      { class: 'comparison-scroll', tabindex: 0, role: 'region', 'aria-label': 'Comparison' },
      table(shop, products),
    ),
  );
}

function table(shop: Shop, products: readonly Compared[]): HTMLElement {
  const skus = products.map(({ sku }) => sku);
  const heads = products.map((product) => columnHead(shop, product, skus));
  return element(
    'table',
    { class: 'comparison', 'data-testid': 'comparison' },
    element('thead', {}, element('tr', {}, element('td', {}), ...heads)),
    element(
      'tbody',
      {},
      row('Price', products.map(price)),
      row('Availability', products.map(availability)),
      row(
        'Rating',
        products.map(({ rating }) => ratingSummary(rating)),
      ),
      ...factRows(products),
    ),
  );
}

function columnHead({ compare }: Shop, { sku, name, pictures }: Compared, skus: readonly string[]): HTMLElement {
  const remove = () => {
    if (compare.skus().includes(sku)) compare.toggle(sku);
    location.assign(compareHref(skus.filter((other) => other !== sku)));
  };
  return element(
    'th',
    { scope: 'col', 'data-testid': 'compared-product' },
    picture(pictures, { sizes: '14rem', alt: '' }),
    element('a', { href: productHref(sku) }, name),
    element('button', { type: 'button', class: 'remove', 'aria-label': `Remove ${name}`, click: remove }, 'Remove'),
  );
}

/** The graph's own rows, the same for all, then what each product says of itself. */
function factRows(products: readonly Compared[]): HTMLElement[] {
  const factsOf = ({ comparisonFacts, attributes }: Compared): ReadonlyMap<string, string> =>
    new Map([
      ...comparisonFacts.map(({ label, value }) => [label, value] as const),
      ...attributes.map(({ name, value }) => [name, value] as const),
    ]);
  const columns = products.map(factsOf);
  const labels = new Set(columns.flatMap((facts) => [...facts.keys()]));
  return [...labels].map((label) =>
    row(
      label,
      columns.map((facts) => facts.get(label) ?? '–'),
    ),
  );
}

function row(label: string, cells: ReadonlyArray<HTMLElement | string>): HTMLElement {
  return element('tr', {}, element('th', { scope: 'row' }, label), ...cells.map((cell) => element('td', {}, cell)));
}
