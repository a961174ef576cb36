import { element } from '@facet/bff-kit/browser/element.js';

/** One picture in several widths. */
export type Pictures = ReadonlyArray<{ readonly url: string; readonly width: number }>;

/**
 * The browser chooses the width that fits.
 *
 * @param options.sizes How wide it is shown, as in the attribute of the same name.
 * @param options.alt What it shows; empty beside its own name.
 */
export function picture(pictures: Pictures, options: { sizes: string; alt: string; eager?: boolean }): HTMLElement {
  return element('img', {
    src: pictures.at(0)?.url,
    srcset: pictures.map(({ url, width }) => `${url} ${width}w`).join(', '),
    sizes: options.sizes,
    alt: options.alt,
    loading: options.eager ? 'eager' : 'lazy',
    decoding: 'async',
    width: 400,
    height: 400,
  });
}
