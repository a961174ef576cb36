import type { ConfigProblem } from '../config/config-problem.js';
import {
  type ClientGraphDefinition,
  type ClientGraphResult,
  type LoadFolderOptions,
  loadClientGraphFolder,
} from './load-client-graph-folder.js';

/** Every definition, or every problem of every folder. */
export type ClientGraphsResult =
  | { readonly kind: 'loaded'; readonly definitions: readonly ClientGraphDefinition[] }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

/** How folders are loaded together. */
export interface LoadFoldersOptions extends LoadFolderOptions {
  /** Names of the sources, which a client graph's own subgraph cannot have too. */
  readonly sourceNames: readonly string[];
}

/**
 * Loads the folders of all client graphs of one gateway.
 *
 * @param folders Paths of the folders.
 * @returns Definitions in the order of the folders, names and paths unique; or all problems.
 */
export function loadClientGraphFolders(folders: readonly string[], options: LoadFoldersOptions): ClientGraphsResult {
  const results = folders.map((folder) => loadClientGraphFolder(folder, options));
  const problems = [
    ...results.flatMap((result) => (result.kind === 'refused' ? result.problems : [])),
    ...clashes(results, options.sourceNames),
  ];
  if (problems.length > 0) {
    return { kind: 'refused', problems };
  }
  return {
    kind: 'loaded',
    definitions: results.flatMap((result) => (result.kind === 'loaded' ? [result.definition] : [])),
  };
}

/** Whether requests for one of the paths would be for the endpoints of another client graph. */
function overlaps(endpoints: string | undefined, paths: readonly (string | undefined)[]): boolean {
  return endpoints !== undefined && paths.some((path) => path === endpoints || path?.startsWith(`${endpoints}/`));
}

function clashes(results: readonly ClientGraphResult[], sourceNames: readonly string[]): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const byName = new Map<string, ClientGraphDefinition>();
  const byPath = new Map<string, ClientGraphDefinition>();
  for (const result of results) {
    if (result.kind === 'refused') {
      continue;
    }
    const { definition, locate } = result;
    const sameName = byName.get(definition.name);
    if (sameName !== undefined) {
      problems.push(locate(['name'], `The name "${definition.name}" is taken: "${sameName.file}" has it`));
    }
    const samePath = byPath.get(definition.path);
    if (samePath !== undefined) {
      problems.push(locate(['path'], `The path "${definition.path}" is taken: "${samePath.file}" has it`));
    }
    const sameEndpoints = results.find(
      (other) =>
        other.kind === 'loaded' &&
        other.definition !== definition &&
        overlaps(other.definition.endpoints?.path, [definition.endpoints?.path, definition.path]),
    );
    if (sameEndpoints?.kind === 'loaded') {
      const { path, endpoints } = sameEndpoints.definition;
      const message = `The path "${endpoints?.path}" of the endpoints of "${path}" is, or is above, one of "${definition.path}"`;
      problems.push(locate(['path'], message));
    }
    if (definition.subgraph !== undefined && sourceNames.includes(definition.subgraph.name)) {
      problems.push(locate(['name'], `The subgraph name "${definition.subgraph.name}" is taken: a source has it`));
    }
    byName.set(definition.name, definition);
    byPath.set(definition.path, definition);
  }
  return problems;
}
