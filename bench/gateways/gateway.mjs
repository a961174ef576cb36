/**
 * One client graph to serve.
 *
 * @typedef {object} ServedGraph
 * @property {string} name
 * @property {string} supergraphFile Absolute.
 * @property {number} port Free for this graph to be served at.
 * @property {Readonly<Record<string, string>>} sourceUrls URL by subgraph.
 */

/**
 * A process to start, and where it then serves which client graph.
 *
 * @typedef {object} Launch
 * @property {readonly [string, ...string[]]} command
 * @property {string} cwd
 * @property {Readonly<Record<string, string>>} env Beside the environment there is and `NODE_ENV=production`.
 * @property {Readonly<Record<string, string>>} urls By client graph.
 */

/**
 * What concurrent requests may have in common. `none`: each request makes its own calls. `calls`: equal calls to a
 * subgraph that are under way at once are one. `sharing`: equal requests of clients that are under way at once are also
 * one. Each includes whatever else the gateway has of that kind.
 *
 * @typedef {'none' | 'calls' | 'sharing'} Mode
 */

/** @type {readonly Mode[]} */
export const allModes = ['none', 'calls', 'sharing'];

/**
 * @typedef {object} Gateway
 * @property {string} name As on the command line.
 * @property {string} title
 * @property {readonly string[]} packages Its packages among `bench/peers`, whose versions are recorded; none for Facet.
 * @property {readonly Mode[]} modes
 * @property {(graphs: readonly ServedGraph[], options: { mode: Mode, dir: string }) => readonly Launch[]} launch `dir` is
 *   its own, for files it needs.
 */

/**
 * For a gateway that serves one supergraph in a process: one process for each graph.
 *
 * @param {readonly ServedGraph[]} graphs
 * @param {(graph: ServedGraph) => Omit<Launch, 'urls'>} launchOne
 * @returns {readonly Launch[]} Each at `/graphql` of its graph's port.
 */
export function launchEach(graphs, launchOne) {
  return graphs.map((graph) => ({
    ...launchOne(graph),
    urls: { [graph.name]: `http://127.0.0.1:${graph.port}/graphql` },
  }));
}
