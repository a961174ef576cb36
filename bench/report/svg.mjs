/** Height of a line of text. */
export const LINE = 20;
export const WIDTH = 760;
export const MARGIN = 20;

/** Facet first, then the others in the order of the gateways; each is told apart on light and on dark. */
const colours = {
  light: ['#c2410c', '#64748b', '#0e7490', '#7c3aed'],
  dark: ['#fb923c', '#94a3b8', '#22d3ee', '#c4b5fd'],
};

const style = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2937 }
  .title { font-weight: 600; font-size: 15px }
  .group { font-weight: 600 }
  .note { fill: #6b7280; font-size: 12px }
  .ground { fill: #ffffff; stroke: #e5e7eb }
  .grid { stroke: #e5e7eb; fill: none }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .line { fill: none; stroke-width: 2.5 }
  ${colourRules(colours.light)}
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb }
    .note { fill: #9ca3af }
    .ground { fill: #111827; stroke: #374151 }
    .grid { stroke: #374151 }
    ${colourRules(colours.dark)}
  }`;

/**
 * @param {string} text
 * @returns {string} Fit for text and attributes.
 */
export function escapeXml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A picture with a ground and a title of its own, readable on light and on dark pages.
 *
 * @param {{ title: string, note: string, height: number, content: string }} picture
 * @returns {string} An SVG document.
 */
export function svgDocument({ title, note, height, content }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escapeXml(title)}</title>
<style>${style}
</style>
<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
<text class="title" x="${MARGIN}" y="${MARGIN + 10}">${escapeXml(title)}</text>
<text class="note" x="${MARGIN}" y="${MARGIN + 30}">${escapeXml(note)}</text>
${content}
</svg>
`;
}

/** @param {readonly string[]} list */
function colourRules(list) {
  return list
    .map((colour, index) => `.fill-${index} { fill: ${colour} } .stroke-${index} { stroke: ${colour} }`)
    .join(' ');
}
