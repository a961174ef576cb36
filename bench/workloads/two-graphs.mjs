import { shop } from '../graphs/shop.mjs';
import { heavyQuery } from './heavy-query.mjs';

const screenQuery = '{ topProducts(first: 3) { name price inStock shippingEstimate } }';

/**
 * Facet serves both client graphs from one process; other gateways need one for each, on the same core.
 *
 * @type {import('./workload.mjs').Workload}
 */
export const twoGraphs = {
  name: 'two-graphs',
  title: 'Two client graphs at once: the heavy query on one, a phone’s screen on the other',
  graphs: { web: shop, mobile: shop.filter(({ name }) => name === 'products' || name === 'inventory') },
  connections: 50,
  rounds: 1,
  request: (index) => (index % 2 === 0 ? { graph: 'web', query: heavyQuery } : { graph: 'mobile', query: screenQuery }),
  distinctRequests: 2,
};
