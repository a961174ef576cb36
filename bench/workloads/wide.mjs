import { dashboardGraph, panelCount } from '../graphs/dashboard.mjs';

const panels = Array.from({ length: panelCount }, (_, index) => `panel${index + 1} { title items { name value } }`);

/** @type {import('./workload.mjs').Workload} */
export const wide = {
  name: 'wide',
  title: 'Twenty fetches at once, from twenty subgraphs',
  graphs: { dashboard: dashboardGraph },
  connections: 50,
  rounds: 1,
  request: () => ({ graph: 'dashboard', query: `{ ${panels.join(' ')} }` }),
  distinctRequests: 1,
};
