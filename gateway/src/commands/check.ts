import { readFileSync } from 'node:fs';
import type { Problem, SubgraphFile } from '@facet/schema';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import { operationLimitsRule } from '../traffic/operation-limits-rule.js';
import { type CheckedCost, type CheckedCosts, checkCosts, printCost } from './check-costs.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { compositionInput, readSharedSubgraphs, wsdlReading } from './composition-input.js';
import { connectorProblems } from './connector-problems.js';
import { endpointProblems } from './endpoint-problems.js';
import { loadProject, noEnvironment, type Project, selectClientGraphs, supergraphFile } from './load-project.js';
import { manifestProblems } from './manifest-problems.js';
import { printUsageFault } from './print-failure.js';
import { printProblems, shownFile, withShownFiles } from './print-problems.js';
import { staticResponseProblems } from './static-response-problems.js';

/** What `facet check` was called with. */
export interface CheckCommandOptions {
  readonly config: string;
  /** Client graphs; empty for all. */
  readonly names: readonly string[];
  /** Whether the result is printed as JSON on standard output: `{ "ok": boolean, "problems": Problem[],
   * "costs": CheckedCost[] }`. */
  readonly json?: boolean;
  /** Whether the costs of operations are written to `cost.baseline` instead of being compared with it. */
  readonly writeCosts?: boolean;
}

/**
 * `facet check`: every client graph composes, its written supergraph is current, and its operations are valid and within
 * its limits, none costs much more than before, and their manifest is current. Reads no environment and starts nothing, so it can run anywhere.
 *
 * @returns The exit code.
 */
export async function check(options: CheckCommandOptions, context: CommandContext): Promise<number> {
  const loaded = loadProject({ config: options.config, environment: noEnvironment, resolvers: 'unused' }, context);
  if (loaded.kind === 'refused') {
    return report(loaded.problems, options, context);
  }
  const { project } = loaded;
  const selected = selectClientGraphs(project.clientGraphs, options.names);
  if ('fault' in selected) {
    return printUsageFault(selected.fault, context);
  }
  const subgraphs = readSharedSubgraphs(project, context);
  if (subgraphs.kind === 'refused') {
    return report(subgraphs.problems, options, context);
  }
  const problems: Problem[] = [];
  const costs: CheckedCost[] = [];
  for (const clientGraph of selected) {
    const found = await checkOne(clientGraph, { project, shared: subgraphs.shared, context, options });
    problems.push(...found.problems);
    costs.push(...found.costs);
    if (options.json !== true && (await errorsOf(found.problems)).length === 0) {
      context.out(`${clientGraph.name}: fine\n${found.costs.map(printCost).join('')}`);
    }
  }
  return report(problems, options, context, costs);
}

interface CheckOneOptions {
  readonly project: Project;
  readonly shared: readonly SubgraphFile[];
  readonly context: CommandContext;
  readonly options: Pick<CheckCommandOptions, 'writeCosts'>;
}

async function checkOne(
  clientGraph: ClientGraphDefinition,
  { project, shared, context, options }: CheckOneOptions,
): Promise<CheckedCosts> {
  const { checkClientGraph, composeClientGraph } = await import('@facet/schema');
  const file = supergraphFile(project.config, clientGraph.name);
  const input = compositionInput(clientGraph, shared, context);
  const reading = await wsdlReading(project.config);
  const { supergraph } = await composeClientGraph(input, reading);
  const connectors = supergraph === undefined ? [] : connectorProblems(supergraph, shared, clientGraph.name);
  const problems = await checkClientGraph(
    {
      ...input,
      artifact: { file: shownFile(file, context), text: readIfThere(file) },
      operations: clientGraph.operations.map(({ file, text }) => ({ file: shownFile(file, context), text })),
      rules: [operationLimitsRule(clientGraph.limits)],
    },
    reading,
  );
  const endpoints = supergraph === undefined ? [] : endpointProblems(clientGraph, supergraph, context);
  const statics = supergraph === undefined ? [] : staticResponseProblems(clientGraph, supergraph, context);
  const write = options.writeCosts === true;
  const costs =
    supergraph === undefined ? undefined : checkCosts(clientGraph, { supergraphSdl: supergraph, write, context });
  return {
    problems: [
      ...problems,
      ...connectors,
      ...manifestProblems(clientGraph, context),
      ...endpoints,
      ...statics,
      ...(costs?.problems ?? []),
    ],
    costs: costs?.costs ?? [],
  };
}

async function report(
  problems: readonly Problem[],
  options: CheckCommandOptions,
  context: CommandContext,
  costs: readonly CheckedCost[] = [],
): Promise<number> {
  const ok = (await errorsOf(problems)).length === 0;
  if (options.json === true) {
    context.out(`${JSON.stringify({ ok, problems: withShownFiles(problems, context), costs }, null, 2)}\n`);
  } else {
    await printProblems(problems, context);
  }
  return ok ? exitCodes.fine : exitCodes.problems;
}

async function errorsOf(problems: readonly Problem[]): Promise<readonly Problem[]> {
  const { isErrorProblem } = await import('@facet/schema');
  return problems.filter(isErrorProblem);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The check says that it is missing, which is all there is to do about it.
    return undefined;
  }
}
