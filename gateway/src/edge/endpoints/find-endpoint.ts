import type { EndpointMatch } from '../../client-graph/endpoints/endpoint.js';
import type { ServedGraph } from '../answer-request.js';

/** What is at a path that belongs to the endpoints of a client graph. */
export interface EndpointPlace {
  readonly graph: ServedGraph;
  readonly match: EndpointMatch;
}

/**
 * Looks a path up among the endpoints of the client graphs.
 *
 * @param path As it was sent, without the query string.
 * @returns undefined when it is below no client graph's endpoints.
 */
export function findEndpoint(path: string, graphs: Iterable<ServedGraph>): EndpointPlace | undefined {
  for (const graph of graphs) {
    const base = graph.endpoints?.path;
    if (graph.endpoints !== undefined && base !== undefined && path.startsWith(`${base}/`)) {
      return { graph, match: graph.endpoints.current().match(path.slice(base.length)) };
    }
  }
  return undefined;
}
