import { withFederation } from './graph.mjs';

/** @typedef {import('./graph.mjs').Subgraph} Subgraph */

/** How many subgraphs, none of which waits for another. */
export const panelCount = 20;

/**
 * @param {number} number From 1.
 * @returns {Subgraph}
 */
function panel(number) {
  const items = Array.from({ length: 5 }, (_, index) => ({ name: `Item ${index + 1}`, value: number * 100 + index }));
  return {
    name: `panel${number}`,
    sdl: withFederation(`
      type Query { panel${number}: Panel${number}! }
      type Panel${number} { title: String! items: [Item${number}!]! }
      type Item${number} { name: String! value: Int! }
    `),
    resolvers: { Query: { [`panel${number}`]: () => ({ title: `Panel ${number}`, items }) } },
  };
}

/**
 * Twenty subgraphs that each answer one part of a page by itself.
 *
 * @type {readonly Subgraph[]}
 */
export const dashboardGraph = Array.from({ length: panelCount }, (_, index) => panel(index + 1));
