import { join, resolve } from 'node:path';
import type { Problem } from '@facet/schema';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { loadClientGraphFolders } from '../client-graph/load-client-graph-folders.js';
import type { DeepReadonly } from '../config/deep-freeze.js';
import type { EnvironmentUse } from '../config/fill-references.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import { loadGatewayConfig } from '../config/load-config.js';
import { nearestName } from '../config/nearest-name.js';
import type { CommandContext } from './command-context.js';
import { toProblem } from './print-problems.js';

/** A configuration with the client graphs it names. */
export interface Project {
  readonly config: DeepReadonly<GatewayConfig>;
  readonly clientGraphs: readonly ClientGraphDefinition[];
}

/** A project, or every problem of its files. */
export type ProjectResult =
  | { readonly kind: 'loaded'; readonly project: Project }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** How a project is loaded. */
export interface LoadProjectOptions {
  /** Path of `facet.yaml`. */
  readonly config: string;
  readonly environment: EnvironmentUse;
  readonly resolvers: 'compiled' | 'unused';
}

/**
 * What `facet compose` and `facet check` make of `${NAME}`: they read no environment, so that they need no secrets and
 * make the same of the same files everywhere.
 */
export const noEnvironment: EnvironmentUse = { variables: {}, unset: 'keep' };

/** Loads `facet.yaml` and every client graph's folder. */
export function loadProject(options: LoadProjectOptions, context: CommandContext): ProjectResult {
  const { environment, resolvers } = options;
  const result = loadGatewayConfig(resolve(context.folder, options.config), environment);
  if (result.kind === 'refused') {
    return { kind: 'refused', problems: result.problems.map(toProblem) };
  }
  const { config } = result;
  const sourceNames = Object.keys(config.sources.each);
  const loaded = loadClientGraphFolders(config.clientGraphs, { environment, resolvers, sourceNames });
  return loaded.kind === 'refused'
    ? { kind: 'refused', problems: loaded.problems.map(toProblem) }
    : { kind: 'loaded', project: { config, clientGraphs: loaded.definitions } };
}

/**
 * Picks client graphs by name.
 *
 * @param names Empty for all of them.
 * @returns The client graphs in the order of the configuration, or what is wrong with the names.
 */
export function selectClientGraphs(
  clientGraphs: readonly ClientGraphDefinition[],
  names: readonly string[],
): readonly ClientGraphDefinition[] | { readonly fault: string } {
  const known = clientGraphs.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    const help =
      nearest === undefined ? `there is ${known.map((name) => `"${name}"`).join(', ')}` : `did you mean "${nearest}"?`;
    return { fault: `Unknown client graph "${unknown}": ${help}` };
  }
  return names.length === 0 ? clientGraphs : clientGraphs.filter(({ name }) => names.includes(name));
}

/** Path of a client graph's composed supergraph. */
export function supergraphFile(config: DeepReadonly<GatewayConfig>, name: string): string {
  return join(config.supergraphs.dir, `${name}.graphql`);
}
