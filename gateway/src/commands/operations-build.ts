import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildManifest } from '../client-graph/build-manifest.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { printManifest } from '../client-graph/operation-manifest.js';
import { manifestFile } from '../client-graph/read-manifests.js';
import { GatewayError } from '../errors/gateway-error.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { loadProject, noEnvironment, selectClientGraphs } from './load-project.js';
import { printUsageFault } from './print-failure.js';
import { printProblems, shownFile } from './print-problems.js';

/** What `facet operations build` was called with. */
export interface OperationsBuildOptions {
  readonly config: string;
  /** Client graphs; empty for all that name their client app. */
  readonly names: readonly string[];
}

/**
 * `facet operations build`: writes the operation manifest of each client graph's app at its present version, from the
 * files of `operations.dir`. Manifests of other versions stay as they are: their apps are still out there.
 *
 * @returns The exit code.
 */
export async function operationsBuild(options: OperationsBuildOptions, context: CommandContext): Promise<number> {
  const loaded = loadProject({ config: options.config, environment: noEnvironment, resolvers: 'unused' }, context);
  if (loaded.kind === 'refused') {
    await printProblems(loaded.problems, context);
    return exitCodes.problems;
  }
  const selected = selectClientGraphs(loaded.project.clientGraphs, options.names);
  if ('fault' in selected) {
    return printUsageFault(selected.fault, context);
  }
  for (const clientGraph of selected) {
    const file = builtManifestFile(clientGraph);
    if (file !== undefined) {
      writeManifest({ clientGraph, file }, context);
    } else if (options.names.length > 0) {
      return printUsageFault(
        `Client graph "${clientGraph.name}" names no client app: set operations.dir, operations.app and operations.manifests`,
        context,
      );
    }
  }
  return exitCodes.fine;
}

/** Path of the manifest that is built from a client graph's operations; undefined when none is. */
export function builtManifestFile({ served }: Pick<ClientGraphDefinition, 'served'>): string | undefined {
  const { dir, app, manifests } = served;
  return dir === undefined || app === undefined || manifests === undefined ? undefined : manifestFile(manifests, app);
}

interface ManifestToWrite {
  readonly clientGraph: ClientGraphDefinition;
  readonly file: string;
}

function writeManifest({ clientGraph, file }: ManifestToWrite, context: CommandContext): void {
  const shown = shownFile(file, context);
  const text = printManifest(build(clientGraph));
  if (readIfThere(file) === text) {
    context.out(`${clientGraph.name}: ${shown} is current\n`);
    return;
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    // A gateway that reads it meanwhile finds the old file or the new one, never half of it.
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot write the operation manifest "${shown}": ${reason}`, {
      cause: error,
    });
  }
  context.out(`${clientGraph.name}: wrote ${shown}\n`);
}

function build({ name, operations }: ClientGraphDefinition) {
  try {
    return buildManifest(operations);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Cannot build the operation manifest of client graph "${name}": ${reason}, run "facet check"`;
    throw new GatewayError('CLIENT_GRAPH_INVALID', message, { cause: error });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A file that cannot be read is written anew; if that fails too, the message is about writing.
    return undefined;
  }
}
