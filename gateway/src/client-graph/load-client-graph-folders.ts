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

type LoadedFolder = Extract<ClientGraphResult, { kind: 'loaded' }>;

/** Paths of other client graphs that would be below the endpoints of one. */
function endpointClashes(
  { definition, locate }: LoadedFolder,
  results: readonly ClientGraphResult[],
): readonly ConfigProblem[] {
  const base = definition.endpoints?.path;
  return results.flatMap((other) => {
    if (base === undefined || other.kind === 'refused' || other.definition === definition) {
      return [];
    }
    const paths = [other.definition.path, other.definition.endpoints?.path];
    const below = paths.find((path) => path === base || path?.startsWith(`${base}/`));
    const message = `The path "${base}" is taken: "${other.definition.file}" has "${below}"`;
    return below === undefined ? [] : [locate(['endpoints', 'path'], message)];
  });
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
    problems.push(...endpointClashes(result, results));
    if (definition.subgraph !== undefined && sourceNames.includes(definition.subgraph.name)) {
      problems.push(locate(['name'], `The subgraph name "${definition.subgraph.name}" is taken: a source has it`));
    }
    byName.set(definition.name, definition);
    byPath.set(definition.path, definition);
  }
  return problems;
}
