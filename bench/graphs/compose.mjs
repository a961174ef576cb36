import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/**
 * Composes a supergraph with Apollo's own composition, which every gateway here reads.
 *
 * @param {ReadonlyArray<import('./graph.mjs').Subgraph>} subgraphs
 * @param {(name: string) => string} urlOf Where each subgraph answers.
 * @returns {string} Its SDL.
 * @throws {Error} When they do not compose.
 */
export function composeSupergraph(subgraphs, urlOf) {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, url: urlOf(name), typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined)
    throw new Error(`Cannot compose: ${errors?.map(({ message }) => message).join('; ')}`);
  return supergraphSdl;
}
