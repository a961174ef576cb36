import { element } from '@facet/bff-kit/browser/element.js';
import { catalogueHref, sortLabels, type View } from '../address.js';
import { CatalogueDocument, type CatalogueQuery } from '../generated/operations.js';
import { retryNotice } from '../parts/notice.js';
import { cardSkeleton, productCard } from '../parts/product-card.js';
import type { Shop } from '../shop.js';

type CatalogueView = Extract<View, { kind: 'catalogue' }>;

/** Cards of one page: fills whole rows of 2, 3, 4 and 6. */
const pageSize = 24;

/** Draws the catalogue: departments, order, and cards, one page after another. */
export async function showCatalogue(shop: Shop, view: CatalogueView): Promise<void> {
  document.title = view.search ? `${view.search} · Facet` : 'Facet';
  document.querySelector<HTMLInputElement>('#search')?.setAttribute('value', view.search);
  const grid = element('div', { class: 'grid', 'aria-busy': true }, ...Array.from({ length: 8 }, cardSkeleton));
  shop.main.replaceChildren(element('h1', { class: 'catalogue-title' }, 'All products'), grid);

  const { data } = await requestPage(shop, view, null);
  if (!data) {
    shop.main.replaceChildren(retryNotice('The catalogue cannot be shown right now.'));
    return;
  }
  shop.main.replaceChildren(heading(view, data), departments(view, data), toolbar(view, data), grid);
  const cards = cardsOf(shop, data);
  grid.replaceChildren(...cards);
  grid.removeAttribute('aria-busy');
  shop.main.append(cards.length === 0 ? nothingFound() : nextPage(shop, view, { grid, page: data.products.pageInfo }));
}

function requestPage({ graph }: Shop, { category, search, sort }: CatalogueView, after: string | null) {
  const filter = { categoryId: category || null, search: search || null };
  return graph.request(CatalogueDocument, { filter, sort, first: pageSize, after });
}

function cardsOf(shop: Shop, { products }: CatalogueQuery): HTMLElement[] {
  return products.edges.map(({ node }) => productCard(shop, node, 'catalogue-card'));
}

function heading({ category, search }: CatalogueView, { categories }: CatalogueQuery): HTMLElement {
  const name = categories.find(({ id }) => id === category)?.name ?? 'All products';
  return element('h1', { class: 'catalogue-title' }, search ? `“${search}” in ${name.toLowerCase()}` : name);
}

function departments(view: CatalogueView, { categories }: CatalogueQuery): HTMLElement {
  const link = (category: string, name: string, count?: number) =>
    element(
      'a',
      {
        href: catalogueHref({ ...view, category }),
        'aria-current': category === view.category && 'page',
        'data-testid': 'category',
      },
      name,
      count === undefined ? undefined : element('span', { class: 'count' }, String(count)),
    );
  return element(
    'nav',
    { class: 'departments', 'aria-label': 'Departments' },
    link('', 'Everything'),
    ...categories.map(({ id, name, productCount }) => link(id, name, productCount)),
  );
}

function toolbar(view: CatalogueView, { products }: CatalogueQuery): HTMLElement {
  const count = products.totalCount;
  const choose = (event: Event) => {
    // The listener is on the select itself; its values are those of the labels.
    const sort = (event.currentTarget as HTMLSelectElement).value as CatalogueView['sort'];
    location.assign(catalogueHref({ ...view, sort }));
  };
  const options = [...sortLabels].map(([value, label]) =>
    element('option', { value, selected: value === view.sort }, label),
  );
  return element(
    'div',
    { class: 'toolbar' },
    element('p', { role: 'status', 'data-testid': 'result-count' }, count === 1 ? '1 product' : `${count} products`),
    element('label', {}, 'Order ', element('select', { change: choose, 'data-testid': 'sort' }, ...options)),
  );
}

function nothingFound(): HTMLElement {
  return element('p', { class: 'notice' }, 'Nothing fits. ', element('a', { href: '/' }, 'To all products'));
}

interface Pages {
  readonly grid: HTMLElement;
  readonly page: CatalogueQuery['products']['pageInfo'];
}

/** Adds the next page to the grid and takes the reader there; gone when there is none. */
function nextPage(shop: Shop, view: CatalogueView, { grid, page }: Pages): HTMLElement {
  let { hasNextPage, endCursor } = page;
  const more = async () => {
    button.disabled = true;
    const { data } = await requestPage(shop, view, endCursor ?? null);
    button.disabled = false;
    button.textContent = data ? 'Show more' : 'Show more: try again';
    if (!data) return;
    const cards = cardsOf(shop, data);
    grid.append(...cards);
    cards[0]?.querySelector('a')?.focus({ preventScroll: true });
    ({ hasNextPage, endCursor } = data.products.pageInfo);
    button.hidden = !hasNextPage;
  };
  const button = element(
    'button',
    { type: 'button', class: 'more', hidden: !hasNextPage, click: () => void more(), 'data-testid': 'next-page' },
    'Show more',
  );
  return button;
}
