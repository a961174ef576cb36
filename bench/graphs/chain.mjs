import { withFederation } from './graph.mjs';

/** @typedef {import('./graph.mjs').Subgraph} Subgraph */

/** How many subgraphs, each of which is needed to find the next. */
export const chainLength = 10;

/** @param {number} number From 1. */
const idOf = (number) => `station-${number}`;

/**
 * @param {number} number From 1.
 * @returns {Subgraph}
 */
function link(number) {
  const next = number + 1;
  const isFirst = number === 1;
  const isLast = number === chainLength;
  return {
    name: `link${number}`,
    sdl: withFederation(`
      ${isFirst ? 'type Query { start: Station1! }' : ''}
      type Station${number} @key(fields: "id") { id: ID! label: String! ${isLast ? '' : `next: Station${next}!`} }
      ${isLast ? '' : `type Station${next} @key(fields: "id", resolvable: false) { id: ID! }`}
    `),
    resolvers: {
      ...(isFirst ? { Query: { start: () => ({ id: idOf(1) }) } } : {}),
      [`Station${number}`]: {
        __resolveReference: ({ id }) => (id === idOf(number) ? { id } : null),
        label: () => `Station ${number} of ${chainLength}`,
        ...(isLast ? {} : { next: () => ({ id: idOf(next) }) }),
      },
    },
  };
}

/**
 * Ten subgraphs in a row: what the first answers says what to ask the second, and so on.
 *
 * @type {readonly Subgraph[]}
 */
export const chainGraph = Array.from({ length: chainLength }, (_, index) => link(index + 1));
