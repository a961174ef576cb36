import { readFileSync } from 'node:fs';
import type { ClientGraphInput, ComposeOptions, Problem, SubgraphFile } from '@facet/schema';
import type { ResolveWsdlOptions } from '@facet/schema/wsdl';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { CommandContext } from './command-context.js';
import type { Project } from './load-project.js';
import { shownFile } from './print-problems.js';

/** The subgraphs that every client graph is composed from, or the problems of files that cannot be read. */
export type SharedSubgraphs =
  | { readonly kind: 'read'; readonly shared: readonly SubgraphFile[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Reads the schema of every source. */
export function readSharedSubgraphs({ config }: Project, context: CommandContext): SharedSubgraphs {
  const shared: SubgraphFile[] = [];
  const problems: Problem[] = [];
  for (const [name, source] of Object.entries(config.sources.each)) {
    const file = shownFile(source.schema, context);
    try {
      // Connectors carry the addresses of their services themselves; their subgraph has none.
      shared.push({ name, url: source.url ?? '', file, sdl: readFileSync(source.schema, 'utf8') });
    } catch {
      // Whatever the reason, the user has to look at this file and this option.
      const code: ErrorCode = 'CONFIGURATION_INVALID';
      problems.push({ code, file, message: `Cannot read the schema of source "${name}": sources.each.${name}.schema` });
    }
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'read', shared };
}

/** What a client graph is composed from. */
export function compositionInput(
  { name, contract, subgraph }: ClientGraphDefinition,
  shared: readonly SubgraphFile[],
  context: CommandContext,
): ClientGraphInput {
  const own = subgraph && {
    name: subgraph.name,
    url: subgraph.url,
    file: shownFile(subgraph.file, context),
    sdl: subgraph.text,
  };
  return { name, shared, contract, own };
}

/** What of the configuration reading WSDLs depends on. */
interface WsdlReadingConfig {
  readonly supergraphs: { readonly wsdl: Pick<ResolveWsdlOptions, 'allowedHosts' | 'maxBytes' | 'maxDocuments'> };
}

/** How WSDLs are read: within the limits of `supergraphs.wsdl`, from its hosts alone. */
export async function wsdlReading({ supergraphs }: WsdlReadingConfig): Promise<ComposeOptions> {
  const { resolveWsdl } = await import('@facet/schema/wsdl');
  return { resolveWsdl: (entry, options) => resolveWsdl(entry, { ...supergraphs.wsdl, ...options }) };
}
