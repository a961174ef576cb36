import { figure } from './table.mjs';

/** @typedef {import('../measure/run-workload.mjs').WorkloadResult} WorkloadResult */
/** @typedef {import('../measure/measure-round.mjs').RoundResult} RoundResult */
/** @typedef {(workload: string, variant: string) => RoundResult | undefined} Lookup Medians. */

/**
 * What Facet is held to, each in numbers of one run.
 *
 * @typedef {object} Bar
 * @property {string} name
 * @property {(of: Lookup) => number | undefined} value Nothing when it was not measured.
 * @property {(of: Lookup) => number | undefined} limit
 * @property {'at most' | 'below' | 'at least'} relation Of the value to the limit.
 * @property {string} unit
 */

const MAX_RSS_MB = 200;

/** @param {string} variant @returns {(of: Lookup) => number | undefined} */
const heavyCpu = (variant) => (of) => of('heavy', variant)?.cpuMsPerRequest;

/** @param {string} variant @param {number} factor @returns {(of: Lookup) => number | undefined} */
const partOfHeavyCpu = (variant, factor) => (of) => times(heavyCpu(variant)(of), factor);

/** @param {string} variant @returns {(of: Lookup) => number | undefined} */
const oneFieldRate = (variant) => (of) => of('one-field', variant)?.answersPerSecond;

/** @type {readonly Bar[]} */
const bars = [
  {
    name: 'heavy query, nothing shared: CPU at most 1/10 of @apollo/gateway',
    value: heavyCpu('facet'),
    limit: partOfHeavyCpu('stock', 1 / 10),
    relation: 'at most',
    unit: 'ms',
  },
  {
    name: 'heavy query, nothing shared: CPU at most 1/2 of Hive Gateway with its Rust planner',
    value: heavyCpu('facet'),
    limit: partOfHeavyCpu('hive-rust', 1 / 2),
    relation: 'at most',
    unit: 'ms',
  },
  {
    // Harder than the one before: the other shares what Facet does not.
    name: 'heavy query, nothing shared: CPU at most 1/2 of Hive Gateway with its Rust planner, calls shared',
    value: heavyCpu('facet'),
    limit: partOfHeavyCpu('hive-rust+calls', 1 / 2),
    relation: 'at most',
    unit: 'ms',
  },
  {
    name: 'heavy query, sharing: CPU at most 1/20 of @apollo/gateway',
    value: heavyCpu('facet+sharing'),
    limit: partOfHeavyCpu('stock', 1 / 20),
    relation: 'at most',
    unit: 'ms',
  },
  {
    name: 'heavy query, sharing: CPU below either Hive Gateway with sharing',
    value: heavyCpu('facet+sharing'),
    limit: (of) => smallest(heavyCpu('hive-js+sharing')(of), heavyCpu('hive-rust+sharing')(of)),
    relation: 'below',
    unit: 'ms',
  },
  {
    name: 'one field, nothing shared: at least 4 times the answers/s of @apollo/gateway',
    value: oneFieldRate('facet'),
    limit: (of) => times(oneFieldRate('stock')(of), 4),
    relation: 'at least',
    unit: '/s',
  },
  {
    name: 'one field, both as they come (Facet shares): at least 4 times the answers/s of @apollo/gateway',
    value: oneFieldRate('facet+sharing'),
    limit: (of) => times(oneFieldRate('stock')(of), 4),
    relation: 'at least',
    unit: '/s',
  },
  {
    name: `heavy query, nothing shared: memory below ${MAX_RSS_MB} MB`,
    value: (of) => times(of('heavy', 'facet')?.peakRssBytes, 1e-6),
    limit: () => MAX_RSS_MB,
    relation: 'below',
    unit: 'MB',
  },
  {
    name: 'a list of 10,000 entities: CPU at most 11 times that of 1,000',
    value: (of) => of('list-10000', 'facet')?.cpuMsPerRequest,
    limit: (of) => times(of('list-1000', 'facet')?.cpuMsPerRequest, 11),
    relation: 'at most',
    unit: 'ms',
  },
];

/**
 * @typedef {object} BarResult
 * @property {string} name
 * @property {'pass' | 'fail' | 'not measured'} outcome
 * @property {string} figures
 */

/**
 * @param {readonly WorkloadResult[]} results
 * @returns {BarResult[]}
 */
export function checkBars(results) {
  /** @type {Lookup} */
  const lookUp = (workload, variant) =>
    results.find(({ name }) => name === workload)?.variants.find(({ name }) => name === variant)?.median;
  return bars.map(({ name, value, limit, relation, unit }) => {
    const is = value(lookUp);
    const must = limit(lookUp);
    if (is === undefined || must === undefined) return { name, outcome: 'not measured', figures: '' };
    const figures = `${figure(is)} ${unit}, ${relation} ${figure(must)}`;
    return { name, outcome: holds(is, relation, must) ? 'pass' : 'fail', figures };
  });
}

/**
 * @param {number} value
 * @param {Bar['relation']} relation
 * @param {number} limit
 */
function holds(value, relation, limit) {
  if (relation === 'at least') return value >= limit;
  return relation === 'below' ? value < limit : value <= limit;
}

/**
 * @param {number | undefined} value
 * @param {number} factor
 */
function times(value, factor) {
  return value === undefined ? undefined : value * factor;
}

/**
 * @param {number | undefined} a
 * @param {number | undefined} b
 * @returns {number | undefined} Nothing when either is missing.
 */
function smallest(a, b) {
  return a === undefined || b === undefined ? undefined : Math.min(a, b);
}
