import { element } from '@facet/bff-kit/browser/element.js';
import { maxCompared } from '../compare-list.js';
import type { Shop } from '../shop.js';

/** Sets a product aside to compare, or takes it back; cannot be pressed once four others are. */
export function compareButton(
  { compare }: Shop,
  product: { readonly sku: string; readonly name: string },
): HTMLElement {
  const { sku, name } = product;
  const button = element(
    'button',
    { type: 'button', class: 'compare-button', 'data-testid': 'compare-button', click: () => compare.toggle(sku) },
    'Compare',
  );
  const update = () => {
    const skus = compare.skus();
    const isChosen = skus.includes(sku);
    button.setAttribute('aria-pressed', String(isChosen));
    button.setAttribute('aria-label', `Compare ${name}`);
    button.disabled = !isChosen && skus.length >= maxCompared;
    button.title = button.disabled ? `${maxCompared} are chosen already` : '';
  };
  compare.subscribe(update);
  update();
  return button;
}
