import { escapeXml, LINE, MARGIN, svgDocument, WIDTH } from './svg.mjs';
import { figure } from './table.mjs';

const TOP = 66;
const LABEL_WIDTH = 230;
const VALUE_WIDTH = 90;
const GROUP_GAP = 14;

/**
 * @typedef {object} BarGroup
 * @property {string} title
 * @property {ReadonlyArray<{ label: string, value: number, colour: number }>} bars `colour` is an index.
 */

/**
 * Lying bars in groups. The longest bar of each group takes the whole width, or with `sameScale` that of all.
 *
 * @param {{ title: string, note: string, groups: readonly BarGroup[], sameScale: boolean }} chart
 * @returns {string} An SVG document.
 */
export function barChart({ title, note, groups, sameScale }) {
  const largestOf = (/** @type {BarGroup} */ { bars }) => Math.max(...bars.map(({ value }) => value));
  const largestOfAll = Math.max(...groups.map(largestOf));
  const parts = [];
  let y = TOP;
  for (const group of groups) {
    parts.push(`<text class="group" x="${MARGIN}" y="${y + 14}">${escapeXml(group.title)}</text>`);
    y += LINE + 6;
    for (const { label, value, colour } of group.bars) {
      parts.push(oneBar({ label, colour, y, value, largest: sameScale ? largestOfAll : largestOf(group) }));
      y += LINE;
    }
    y += GROUP_GAP;
  }
  return svgDocument({ title, note, height: y + MARGIN - GROUP_GAP, content: parts.join('\n') });
}

/** @param {{ label: string, colour: number, y: number, value: number, largest: number }} bar */
function oneBar({ label, colour, y, value, largest }) {
  const start = MARGIN + LABEL_WIDTH;
  const width = Math.max(1, ((WIDTH - MARGIN - VALUE_WIDTH - start) * value) / largest);
  return [
    `<text class="end" x="${start - 10}" y="${y + 13}">${escapeXml(label)}</text>`,
    `<rect class="fill-${colour}" x="${start}" y="${y + 2}" width="${width.toFixed(1)}" height="${LINE - 5}" rx="2"/>`,
    `<text x="${(start + width + 6).toFixed(1)}" y="${y + 13}">${figure(value)}</text>`,
  ].join('');
}
