import { GatewayError } from '../errors/gateway-error.js';
import { readSupergraph } from '../supergraph/supergraph.js';
import { messageOf } from './apollo-logger.js';
import type { SubgraphSources } from './subgraph-sources.js';

/**
 * Asks every subgraph of a supergraph for its `__typename`, all at once; what a supergraph manager's `healthCheck` does.
 *
 * @throws {GatewayError} SUPERGRAPH_INVALID; SOURCE_UNREACHABLE naming the first subgraph that failed.
 */
export async function checkHealth(supergraphSdl: string, subgraphs: SubgraphSources): Promise<void> {
  const supergraph = readSupergraph(supergraphSdl);
  const { signal } = new AbortController();
  await Promise.all(
    supergraph.subgraphs.map(async (subgraph) => {
      const { name } = subgraph;
      try {
        await subgraphs.toSource({ ...subgraph, supergraph }).probe(signal);
      } catch (cause) {
        const message = `Subgraph "${name}" fails its health check: ${messageOf(cause)}`;
        throw new GatewayError('SOURCE_UNREACHABLE', message, { source: name, cause });
      }
    }),
  );
}
