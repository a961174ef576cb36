import { catalogueGraph } from '../graphs/catalogue.mjs';

const query =
  'query Articles($first: Int!) { articles(first: $first) { sku title amount currency available warehouse } }';

/**
 * @param {number} size
 * @returns {import('./workload.mjs').Workload}
 */
function listOf(size) {
  return {
    name: `list-${size}`,
    title: `A list of ${size.toLocaleString('en')} entities over three subgraphs`,
    graphs: { catalogue: catalogueGraph },
    // Few enough that the slowest gateway answers ten thousand entities in time, the same for all sizes to compare them.
    connections: 8,
    rounds: 1,
    size,
    request: () => ({ graph: 'catalogue', query, variables: { first: size } }),
    distinctRequests: 1,
  };
}

/**
 * One query in four sizes: what an entity costs, and whether many cost more each.
 *
 * @type {readonly import('./workload.mjs').Workload[]}
 */
export const lists = [10, 100, 1_000, 10_000].map(listOf);
