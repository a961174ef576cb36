import { createSource } from '../../gateway/dist/sources/create-source.js';

/** @typedef {import('../../gateway/dist/sources/create-source.js').CreateSourceOptions} CreateSourceOptions */
/** @typedef {import('../../gateway/dist/sources/create-source.js').SubgraphToReach} SubgraphToReach */

/**
 * Reaches the subgraphs of an engine in the bench's own process by HTTP, as a gateway without configuration does.
 *
 * @param {Pick<CreateSourceOptions, 'httpClient' | 'log'>} options
 */
export function httpSources(options) {
  const settings = { all: { timeoutMs: 5000, maxAnswerBytes: 10_485_760 }, each: {} };
  return (/** @type {SubgraphToReach} */ subgraph) =>
    createSource(subgraph, { ...options, settings, local: undefined, environment: {}, connectors: undefined });
}
