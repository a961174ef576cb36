import { chainGraph, chainLength } from '../graphs/chain.mjs';

/** @param {number} depth @returns {string} */
const selection = (depth) => (depth === 1 ? '{ label }' : `{ label next ${selection(depth - 1)} }`);

/** @type {import('./workload.mjs').Workload} */
export const chain = {
  name: 'chain',
  title: 'Ten fetches, each of which waits for the one before',
  graphs: { chain: chainGraph },
  connections: 50,
  rounds: 1,
  request: () => ({ graph: 'chain', query: `{ start ${selection(chainLength)} }` }),
  distinctRequests: 1,
};
