import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseManifest } from './operation-manifest.js';
import { createPersistedOperations, type NamedManifest, type PersistedOperations } from './persisted-operations.js';

/** The operations of a folder of manifests, or everything that is wrong with its files. `places` are all it was read from. */
export type ManifestsResult =
  | { readonly kind: 'read'; readonly operations: PersistedOperations; readonly places: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly ManifestProblem[]; readonly places: readonly string[] };

/** Something wrong with a manifest. */
export interface ManifestProblem {
  readonly file: string;
  readonly message: string;
}

/** Path of an app version's manifest. */
export function manifestFile(folder: string, { name, version }: { name: string; version: string }): string {
  return join(folder, name, `${version}.json`);
}

/**
 * Reads every manifest of a folder, `*.json` at any depth. Files and folders whose names begin with a dot are passed over.
 *
 * @param folder One that is not there has no manifests.
 */
export function readManifests(folder: string): ManifestsResult {
  const { files, folders } = listPlaces(folder);
  const places = [folder, ...folders, ...files];
  const problems: ManifestProblem[] = [];
  const manifests = files.flatMap((file): readonly NamedManifest[] => {
    const result = readManifest(file);
    if (result.kind === 'parsed') {
      return [{ file, manifest: result.manifest }];
    }
    problems.push({ file, message: `Cannot use the operation manifest "${file}": ${result.message}` });
    return [];
  });
  if (problems.length > 0) {
    return { kind: 'refused', problems, places };
  }
  try {
    return { kind: 'read', operations: createPersistedOperations(manifests), places };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = { file: folder, message: `Cannot use the operation manifests: ${reason}` };
    return { kind: 'refused', problems: [problem], places };
  }
}

function listPlaces(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return { files: [], folders: [] };
  }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.split(sep).some((part) => part.startsWith('.')))
    .toSorted();
  const paths = names.map((name) => join(folder, name));
  return {
    files: paths.filter((path) => path.endsWith('.json')),
    folders: paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory()),
  };
}

function readManifest(file: string) {
  try {
    return parseManifest(readFileSync(file, 'utf8'));
  } catch (error) {
    return { kind: 'refused', message: String((error as NodeJS.ErrnoException).code ?? error) } as const;
  }
}
