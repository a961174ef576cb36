import { pathToFileURL } from 'node:url';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { LocalResolvers, LocalSourceOptions } from '../sources/local/local-source.js';

/**
 * Imports the compiled resolvers of a client graph's own subgraph.
 *
 * @returns Undefined when it has no subgraph of its own.
 * @throws {GatewayError} CLIENT_GRAPH_INVALID when the module fails or exports no `resolvers`.
 */
export async function loadResolvers({
  name,
  subgraph,
}: ClientGraphDefinition): Promise<LocalSourceOptions | undefined> {
  if (subgraph === undefined) {
    return undefined;
  }
  const cannot = `Cannot load the resolvers of client graph "${name}" from "${subgraph.resolversModule}"`;
  const module = await importModule(subgraph.resolversModule, cannot);
  const { resolvers } = module;
  if (typeof resolvers !== 'object' || resolvers === null) {
    throw new GatewayError('CLIENT_GRAPH_INVALID', `${cannot}: it exports no object "resolvers"`);
  }
  // What is in it is checked against the schema when the source is made.
  return { name: subgraph.name, sdl: subgraph.text, resolvers: resolvers as LocalResolvers };
}

async function importModule(file: string, cannot: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('CLIENT_GRAPH_INVALID', `${cannot}: ${reason}`, { cause: error });
  }
}
