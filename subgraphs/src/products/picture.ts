import type { Product } from '../shop-data/types.js';
import { glyphs } from './glyphs.js';
import { shadesOf } from './shades.js';

/** Smallest and largest width of a picture, in pixels. */
export const pictureWidths = { least: 16, most: 2000, usual: 800 } as const;

/**
 * Draws a product as a square SVG document.
 *
 * @param product What is drawn: its department's glyph in its own colour, with the brand below.
 * @param widthPx Width and height, in pixels.
 */
export function pictureOf(product: Product, widthPx: number): string {
  const shades = shadesOf(product.colour.hex);
  const glyph = glyphs.get(product.categoryId);
  if (glyph === undefined) throw new RangeError(`Cannot draw department "${product.categoryId}": it has no glyph`);
  const [middle, corners] = shades.backdrop;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${widthPx}" viewBox="0 0 400 400" role="img">
<title>${escapeXml(product.name)}</title>
<defs><radialGradient id="backdrop" cx=".5" cy=".42" r=".75"><stop stop-color="${middle}"/><stop offset="1" stop-color="${corners}"/></radialGradient></defs>
<rect width="400" height="400" fill="url(#backdrop)"/>
<ellipse cx="200" cy="302" rx="124" ry="14" fill="${shades.ink}" opacity=".16"/>
<g transform="translate(64 64) scale(1.36)">${glyph(shades)}</g>
<text x="200" y="362" text-anchor="middle" font-family="Georgia, serif" font-size="17" letter-spacing="3" fill="${shades.ink}">${escapeXml(product.brand.toUpperCase())}</text>
</svg>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
