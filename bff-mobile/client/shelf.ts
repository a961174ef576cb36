import { element } from '@facet/bff-kit/browser/element.js';
import type { GraphClient } from '@facet/bff-kit/browser/graph-client.js';
import { type ProductTileFragment, ShortListDocument } from './generated/operations.js';

/** The shelf of products to switch to. */
export interface Shelf {
  /**
   * Fills it with what sells best; says so when that is not known.
   *
   * @returns The first product's SKU; nothing when the shelf stays empty.
   */
  load(): Promise<string | undefined>;
  /** Marks the product that the screen shows, now or once its tile is there. */
  mark(sku: string | undefined): void;
}

/** Makes the shelf in its place; `choose` is called with the SKU of each tile that is pressed. */
export function createShelf(graph: GraphClient, place: HTMLElement, choose: (sku: string) => void): Shelf {
  let marked: string | undefined;
  const mark = (sku: string | undefined) => {
    marked = sku;
    for (const tile of place.querySelectorAll<HTMLElement>('[data-sku]')) {
      tile.setAttribute('aria-pressed', String(tile.dataset['sku'] === sku));
    }
  };
  return {
    mark,
    async load() {
      place.replaceChildren(...Array.from({ length: 4 }, () => element('div', { class: 'tile skeleton' })));
      const { data } = await graph.request(ShortListDocument, { first: 8, tileWidth: 240 });
      const products = data?.trending ?? [];
      place.replaceChildren(...products.map((product) => tile(product, choose)));
      if (products.length === 0) place.append(element('p', { class: 'muted' }, 'Not known right now.'));
      mark(marked);
      return products.at(0)?.sku;
    },
  };
}

function tile({ sku, name, thumbnail, priceLabel }: ProductTileFragment, choose: (sku: string) => void): HTMLElement {
  const { url, width } = thumbnail;
  return element(
    'button',
    { type: 'button', class: 'tile', 'data-testid': 'tile', 'data-sku': sku, click: () => choose(sku) },
    element('img', { src: url, alt: '', width, height: width, loading: 'lazy' }),
    element('span', { class: 'tile-name' }, name),
    element('span', { class: 'tile-price' }, priceLabel ?? 'No price'),
  );
}
