import type { Problem } from '@facet/schema';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { findStaticProblems } from '../client-graph/static-responses/static-responses.js';
import { readSupergraph } from '../supergraph/supergraph.js';
import type { CommandContext } from './command-context.js';
import { loadStaticResponses } from './load-static-responses.js';
import { shownFile } from './print-problems.js';

/**
 * What is wrong with a client graph's static responses (STATIC_RESPONSE_INVALID): what would keep the gateway from starting.
 *
 * @param supergraphSdl The composed supergraph.
 */
export function staticResponseProblems(
  clientGraph: ClientGraphDefinition,
  supergraphSdl: string,
  context: CommandContext,
): readonly Problem[] {
  if (clientGraph.staticResponses.length === 0) {
    return [];
  }
  const loaded = loadStaticResponses(clientGraph);
  const messages =
    loaded.kind === 'refused'
      ? loaded.problems.map(({ path, message }) => `${path}: ${message}`)
      : findStaticProblems(loaded.responses, readSupergraph(supergraphSdl).apiSchema);
  const found = {
    code: 'STATIC_RESPONSE_INVALID',
    file: shownFile(clientGraph.file, context),
    clientGraph: clientGraph.name,
  };
  return messages.map((message) => ({ ...found, message }));
}
