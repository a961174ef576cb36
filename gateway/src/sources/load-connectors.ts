import type { ConnectorsLibrary } from './connectors-library.js';

/** A directive of a subgraph, carried by the supergraph: join v0.5, `@join__directive`, where it is not just defined. */
const carriedDirective = /(?<!\bdirective\s{1,20})@join__directive\b/;

/**
 * Loads what makes sources of connectors, for a supergraph that may have some.
 *
 * @param supergraphSdl Says too much in texts and comments at most: then they are loaded in vain.
 */
export async function loadConnectors(supergraphSdl: string): Promise<ConnectorsLibrary | undefined> {
  return carriedDirective.test(supergraphSdl) ? (await import('./connectors-library.js')).connectorsLibrary : undefined;
}
