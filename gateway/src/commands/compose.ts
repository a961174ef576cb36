import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { GatewayError } from '../errors/gateway-error.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { compositionInput, readSharedSubgraphs, wsdlReading } from './composition-input.js';
import { connectorProblems } from './connector-problems.js';
import { loadProject, noEnvironment, selectClientGraphs, supergraphFile } from './load-project.js';
import { printUsageFault } from './print-failure.js';
import { printProblems, shownFile } from './print-problems.js';

/** What `facet compose` was called with. */
export interface ComposeCommandOptions {
  readonly config: string;
  /** Client graphs; empty for all. */
  readonly names: readonly string[];
}

/** More changed elements than this are counted, not named. */
const maxNamedElements = 12;

/**
 * `facet compose`: composes supergraphs, writes those that changed and says what did. A client graph with problems keeps
 * the supergraph it has; the others are written all the same.
 *
 * @returns The exit code.
 */
export async function compose(options: ComposeCommandOptions, context: CommandContext): Promise<number> {
  const loaded = loadProject({ config: options.config, environment: noEnvironment, resolvers: 'unused' }, context);
  if (loaded.kind === 'refused') {
    await printProblems(loaded.problems, context);
    return exitCodes.problems;
  }
  const { project } = loaded;
  const selected = selectClientGraphs(project.clientGraphs, options.names);
  if ('fault' in selected) {
    return printUsageFault(selected.fault, context);
  }
  const subgraphs = readSharedSubgraphs(project, context);
  if (subgraphs.kind === 'refused') {
    await printProblems(subgraphs.problems, context);
    return exitCodes.problems;
  }
  const { composeClientGraph } = await import('@facet/schema');
  const reading = await wsdlReading(project.config);
  let exitCode: number = exitCodes.fine;
  for (const clientGraph of selected) {
    const input = compositionInput(clientGraph, subgraphs.shared, context);
    const { supergraph, problems } = await composeClientGraph(input, reading);
    const connectors =
      supergraph === undefined ? [] : connectorProblems(supergraph, subgraphs.shared, clientGraph.name);
    await printProblems([...problems, ...connectors], context);
    if (supergraph === undefined || connectors.length > 0) {
      exitCode = exitCodes.problems;
    } else {
      await writeSupergraph(
        { clientGraph, file: supergraphFile(project.config, clientGraph.name), supergraph },
        context,
      );
    }
  }
  return exitCode;
}

interface ComposedSupergraph {
  readonly clientGraph: ClientGraphDefinition;
  readonly file: string;
  readonly supergraph: string;
}

async function writeSupergraph(
  { clientGraph, file, supergraph }: ComposedSupergraph,
  context: CommandContext,
): Promise<void> {
  const before = readIfThere(file);
  const shown = shownFile(file, context);
  if (before === supergraph) {
    context.out(`${clientGraph.name}: ${shown} is current\n`);
    return;
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    // A gateway that starts meanwhile finds the old file or the new one, never half of it.
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, supergraph);
    renameSync(draft, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot write the supergraph "${shown}": ${reason}`, {
      cause: error,
    });
  }
  context.out(`${clientGraph.name}: wrote ${shown}: ${await describeChange(before, supergraph)}\n`);
}

async function describeChange(before: string | undefined, after: string): Promise<string> {
  if (before === undefined) {
    return 'it is new';
  }
  const { differingElements } = await import('@facet/schema');
  const changed = differingElements(before, after);
  if (changed === undefined) {
    return 'what was there before was no GraphQL';
  }
  if (changed.length === 0) {
    return 'only its layout, comments or order changed';
  }
  const rest = changed.length - maxNamedElements;
  return `changed ${changed.slice(0, maxNamedElements).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A file that cannot be read is written anew; if that fails too, the message is about writing.
    return undefined;
  }
}
