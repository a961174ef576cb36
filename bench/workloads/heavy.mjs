import { shop } from '../graphs/shop.mjs';
import { heavyQuery } from './heavy-query.mjs';

/** @type {import('./workload.mjs').Workload} */
export const heavy = {
  name: 'heavy',
  title: 'Heavy query: 16 fetches in Apollo’s plan, an answer of 87 kB',
  graphs: { shop },
  connections: 50,
  rounds: 3,
  seconds: 3,
  modes: ['none', 'calls', 'sharing'],
  request: () => ({ graph: 'shop', query: heavyQuery }),
  distinctRequests: 1,
};
