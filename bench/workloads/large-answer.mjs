import { catalogueGraph } from '../graphs/catalogue.mjs';

/** @type {import('./workload.mjs').Workload} */
export const largeAnswer = {
  name: 'large-answer',
  title: 'An answer of 5 MB',
  graphs: { catalogue: catalogueGraph },
  connections: 4,
  rounds: 1,
  request: () => ({
    graph: 'catalogue',
    query: '{ articles(first: 3800) { sku title description amount available } }',
  }),
  distinctRequests: 1,
};
