/** @typedef {import('../graphs/graph.mjs').Subgraph} Subgraph */

/**
 * One request of a workload.
 *
 * @typedef {object} WorkloadRequest
 * @property {string} graph Which client graph it goes to.
 * @property {string} query
 * @property {Readonly<Record<string, unknown>>} [variables]
 */

/**
 * @typedef {object} Workload
 * @property {string} name As on the command line.
 * @property {string} title What it asks about, for people.
 * @property {Readonly<Record<string, readonly Subgraph[]>>} graphs The subgraphs of each client graph. Subgraphs of one
 *   name are one and the same.
 * @property {number} connections How many clients there are; each sends its next request when it has its answer.
 * @property {number} rounds
 * @property {number} [seconds] Measured in each round. Default 2.
 * @property {readonly import('../gateways/gateway.mjs').Mode[]} [modes] Default `none` alone.
 * @property {number} [size] For a family of workloads that differ in size alone: this one's.
 * @property {(index: number) => WorkloadRequest} request The index-th request of a run, from 0.
 * @property {number} distinctRequests Requests repeat after so many; Infinity when none is sent twice.
 * @property {(index: number, answer: (request: WorkloadRequest) => Promise<unknown>) => Promise<unknown>} [expected] The
 *   right `data` for the index-th request, where that is quicker found than by executing it. `answer` executes.
 */

/**
 * @param {Workload} workload
 * @returns {readonly Subgraph[]} Every subgraph of every graph, once.
 */
export function subgraphsOf({ graphs }) {
  return [...new Set(Object.values(graphs).flat())];
}
