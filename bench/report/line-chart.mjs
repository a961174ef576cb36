import { escapeXml, MARGIN, svgDocument, WIDTH } from './svg.mjs';
import { figure } from './table.mjs';

const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 230;
const TOP = 76;
const BOTTOM = 60;
/** Labels at the ends of lines keep so far from each other. */
const LABEL_GAP = 16;

/** @typedef {{ label: string, colour: number, points: ReadonlyArray<readonly [x: number, y: number]> }} Series */

/**
 * Lines on logarithmic axes, each with its name at its end.
 *
 * @param {{ title: string, note: string, xTitle: string, series: readonly Series[] }} chart Every value above 0.
 * @returns {string} An SVG document.
 */
export function lineChart({ title, note, xTitle, series }) {
  const points = series.flatMap((one) => one.points);
  const x = logScale(
    points.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = logScale(
    points.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
  );
  const content = [
    ...y.ticks.map((tick) => horizontal(tick, y.at(tick))),
    ...x.ticks.map(
      (tick) =>
        `<text class="note middle" x="${x.at(tick)}" y="${HEIGHT - BOTTOM + 20}">${tick.toLocaleString('en')}</text>`,
    ),
    `<text class="note middle" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - MARGIN}">${escapeXml(xTitle)}</text>`,
    ...series.map((one) => line(one, x.at, y.at)),
    ...labels(series, y.at),
  ];
  return svgDocument({ title, note, height: HEIGHT, content: content.join('\n') });
}

/**
 * @param {readonly number[]} values
 * @param {number} start Where the lower power of ten goes.
 * @param {number} end Where the upper one goes.
 */
function logScale(values, start, end) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const at = (/** @type {number} */ value) =>
    Number((start + ((Math.log10(value) - low) / (high - low)) * (end - start)).toFixed(1));
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)) };
}

/**
 * @param {number} tick
 * @param {number} at
 */
function horizontal(tick, at) {
  const label = `<text class="note end" x="${LEFT - 10}" y="${at + 4}">${figure(tick).replace(/\.0+$/, '')}</text>`;
  return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/>${label}`;
}

/**
 * @param {Series} series
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function line({ colour, points }, x, y) {
  const path = points.map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
  const dots = points.map(([px, py]) => `<circle class="fill-${colour}" cx="${x(px)}" cy="${y(py)}" r="3.5"/>`);
  return `<path class="line stroke-${colour}" d="${path}"/>${dots.join('')}`;
}

/**
 * @param {readonly Series[]} series
 * @param {(value: number) => number} y
 * @returns {string[]} From top to bottom, moved down where they would touch.
 */
function labels(series, y) {
  let lowest = Number.NEGATIVE_INFINITY;
  return series
    .map(({ label, points }) => ({ label, at: y(points.at(-1)?.[1] ?? 1) }))
    .sort((a, b) => a.at - b.at)
    .map(({ label, at }) => {
      lowest = Math.max(at, lowest + LABEL_GAP);
      return `<text x="${WIDTH - RIGHT + 12}" y="${lowest + 4}">${escapeXml(label)}</text>`;
    });
}
