import type { ConnectorsLibrary } from './connectors-library.js';

/** A directive of a subgraph, carried by the supergraph: join v0.5, `@join__directive`. Its definition has a type there. */
const carriedDirective = /@join__directive\([^)]*\bname:\s*"/;

/**
 * Loads what makes sources of connectors, for a supergraph that may have some.
 *
 * @param supergraphSdl As composition writes it.
 */
export async function loadConnectors(supergraphSdl: string): Promise<ConnectorsLibrary | undefined> {
  return carriedDirective.test(supergraphSdl) ? (await import('./connectors-library.js')).connectorsLibrary : undefined;
}
