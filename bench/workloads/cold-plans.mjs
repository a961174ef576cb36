import { catalogueGraph } from '../graphs/catalogue.mjs';

/** @typedef {import('./workload.mjs').WorkloadRequest} WorkloadRequest */

/** Each of the six is selected or not, in each of three groups that one subgraph answers: a great many operations. */
const groups = [
  ['title', 'weight', 'colour', 'maker', 'country', 'description'],
  ['amount', 'currency', 'listAmount', 'discount', 'vatRate', 'unit'],
  ['available', 'warehouse', 'shelf', 'reserved', 'incoming', 'leadDays'],
];
/** Selections of one group that are not empty. */
const selectionsOfGroup = 2 ** 6 - 1;

/**
 * The fields of the index-th operation. Within 63 operations each group has had each of its selections, so that subgraphs
 * have seen every fetch; no two of the first 250,000 operations are equal.
 *
 * @param {number} index
 * @returns {string[]}
 */
function fieldsOf(index) {
  const turn = Math.floor(index / selectionsOfGroup);
  const shifts = [0, turn % selectionsOfGroup, Math.floor(turn / selectionsOfGroup)];
  return groups.flatMap((fields, group) => {
    const chosen = ((index + (shifts[group] ?? 0)) % selectionsOfGroup) + 1;
    return fields.filter((_, bit) => (chosen >> bit) & 1);
  });
}

/** @param {readonly string[]} fields @returns {WorkloadRequest} */
const requestOf = (fields) => ({ graph: 'catalogue', query: `{ articles(first: 5) { ${fields.join(' ')} } }` });

/** @type {Promise<any> | undefined} */
let everything;

/** @type {import('./workload.mjs').Workload} */
export const coldPlans = {
  name: 'cold-plans',
  title: 'No operation is ever sent twice',
  graphs: { catalogue: catalogueGraph },
  connections: 20,
  rounds: 1,
  request: (index) => requestOf(fieldsOf(index)),
  distinctRequests: Number.POSITIVE_INFINITY,
  async expected(index, answer) {
    everything ??= answer(requestOf(groups.flat()));
    const fields = fieldsOf(index);
    const { articles } = await everything;
    const pick = (/** @type {any} */ article) => Object.fromEntries(fields.map((field) => [field, article[field]]));
    return { articles: articles.map(pick) };
  },
};
