import { barChart } from './bar-chart.mjs';
import { lineChart } from './line-chart.mjs';

/** @typedef {import('../measure/run-workload.mjs').WorkloadResult} WorkloadResult */
/** @typedef {import('../measure/run-workload.mjs').VariantResult} VariantResult */

/**
 * @param {readonly WorkloadResult[]} workloads
 * @param {{ gateways: readonly string[], sizes: ReadonlyMap<string, number> }} options Names in the order of their colours;
 *   the size of each workload that has one.
 * @returns {ReadonlyMap<string, string>} SVG documents by file name; of what was not measured there is none.
 */
export function drawCharts(workloads, { gateways, sizes }) {
  /** @type {Map<string, string>} */
  const charts = new Map();
  const colourOf = (/** @type {VariantResult} */ { gateway }) => gateways.indexOf(gateway.name);
  const measured = workloads.filter(({ variants }) => variants.some(({ median }) => median));
  const heavy = measured.find(({ name }) => name === 'heavy');
  if (heavy) charts.set('heavy.svg', drawHeavy(heavy, colourOf));
  const others = measured.filter(({ name }) => name !== 'heavy' && !sizes.has(name));
  if (others.length > 0) charts.set('workloads.svg', drawOthers(others, colourOf));
  const sized = measured.filter(({ name }) => sizes.has(name));
  if (sized.length > 1) charts.set('sizes.svg', drawSizes(sized, colourOf, sizes));
  return charts;
}

/** @typedef {(variant: VariantResult) => number} ColourOf */

/** @type {ReadonlyArray<readonly [mode: string, title: string]>} */
const modeTitles = [
  ['none', 'Nothing shared between requests'],
  ['calls', 'Equal calls to a subgraph under way at once are one'],
  ['sharing', 'Equal requests under way at once are one'],
];

/**
 * @param {WorkloadResult} heavy
 * @param {ColourOf} colourOf
 */
function drawHeavy({ title, variants }, colourOf) {
  const groups = modeTitles.map(([mode, groupTitle]) => ({
    title: groupTitle,
    bars: toBars(
      variants.filter((variant) => variant.mode === mode),
      colourOf,
    ),
  }));
  return barChart({
    title,
    note: 'CPU ms of the gateway for one request: shorter is better',
    groups: groups.filter(({ bars }) => bars.length > 0),
    sameScale: true,
  });
}

/**
 * @param {readonly WorkloadResult[]} workloads
 * @param {ColourOf} colourOf
 */
function drawOthers(workloads, colourOf) {
  return barChart({
    title: 'Other workloads',
    note: 'CPU ms of the gateway for one request: shorter is better. Each group has a scale of its own.',
    groups: workloads.map(({ title, variants }) => ({ title, bars: toBars(variants, colourOf) })),
    sameScale: false,
  });
}

/**
 * @param {readonly WorkloadResult[]} workloads
 * @param {ColourOf} colourOf
 * @param {ReadonlyMap<string, number>} sizes
 */
function drawSizes(workloads, colourOf, sizes) {
  const names = [...new Set(workloads.flatMap(({ variants }) => variants.map(({ name }) => name)))];
  const series = names.flatMap((name) => {
    const found = workloads.flatMap((workload) =>
      workload.variants.flatMap((variant) => (variant.name === name && variant.median ? [{ workload, variant }] : [])),
    );
    const [first] = found;
    if (!first) return [];
    const points = found.map(({ workload, variant }) => {
      return /** @type {const} */ ([sizes.get(workload.name) ?? 0, variant.median?.cpuMsPerRequest ?? 0]);
    });
    return [{ label: first.variant.title, colour: colourOf(first.variant), points }];
  });
  return lineChart({
    title: 'Cost against size: a list of entities over three subgraphs',
    note: 'CPU ms of the gateway for one request: lower is better. Both axes are logarithmic.',
    xTitle: 'entities',
    series,
  });
}

/**
 * @param {readonly VariantResult[]} variants
 * @param {ColourOf} colourOf
 */
function toBars(variants, colourOf) {
  return variants.flatMap((variant) =>
    variant.median
      ? [{ label: variant.gateway.title, value: variant.median.cpuMsPerRequest, colour: colourOf(variant) }]
      : [],
  );
}
