import { readFileSync } from 'node:fs';
import type { Problem } from '@facet/schema';
import { buildManifest } from '../client-graph/build-manifest.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { printManifest } from '../client-graph/operation-manifest.js';
import { readManifests } from '../client-graph/read-manifests.js';
import type { CommandContext } from './command-context.js';
import { builtManifestFile } from './operations-build.js';
import { shownFile } from './print-problems.js';

/**
 * What is wrong with a client graph's operation manifests: one that cannot be used (MANIFEST_INVALID), and that of the
 * present app version when it is missing or was built from other operations (MANIFEST_MISSING, MANIFEST_STALE). Manifests
 * of earlier versions are what their apps were released with, and are compared with nothing.
 */
export function manifestProblems(clientGraph: ClientGraphDefinition, context: CommandContext): readonly Problem[] {
  const { name, served } = clientGraph;
  if (served.manifests === undefined) {
    return [];
  }
  const read = readManifests(served.manifests);
  if (read.kind === 'refused') {
    return read.problems.map(({ file, message }) => ({
      code: 'MANIFEST_INVALID',
      file: shownFile(file, context),
      message,
      clientGraph: name,
    }));
  }
  const built = builtManifestFile(clientGraph);
  const problem = built === undefined ? undefined : compare(clientGraph, built);
  return problem === undefined || built === undefined
    ? []
    : [{ ...problem, file: shownFile(built, context), clientGraph: name }];
}

function compare(
  { name, operations }: ClientGraphDefinition,
  file: string,
): Pick<Problem, 'code' | 'message'> | undefined {
  let expected: string;
  try {
    expected = printManifest(buildManifest(operations));
  } catch {
    // Operations that do not parse, or have no name of their own, are problems already.
    return undefined;
  }
  const advice = `run "facet operations build ${name}"`;
  try {
    return readFileSync(file, 'utf8') === expected
      ? undefined
      : { code: 'MANIFEST_STALE', message: `The operation manifest is not of the operations there are: ${advice}` };
  } catch {
    // Not there, or not readable: building it mends both or says why it cannot.
    return { code: 'MANIFEST_MISSING', message: `The operation manifest of the app’s version is missing: ${advice}` };
  }
}
