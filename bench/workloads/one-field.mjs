import { shop } from '../graphs/shop.mjs';

/** @type {import('./workload.mjs').Workload} */
export const oneField = {
  name: 'one-field',
  title: 'One field from one subgraph',
  graphs: { shop },
  connections: 50,
  rounds: 3,
  modes: ['none', 'sharing'],
  request: () => ({ graph: 'shop', query: '{ me { name } }' }),
  distinctRequests: 1,
};
