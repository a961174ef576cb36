import { stringify } from 'yaml';
import { maskSecrets } from '../config/mask-secrets.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { loadProject } from './load-project.js';
import { printProblems, shownFile } from './print-problems.js';
import { readEnvironment } from './read-environment.js';

/** What `facet config` was called with. */
export interface ConfigCommandOptions {
  readonly config: string;
  readonly envFile?: string;
}

/**
 * `facet config`: validates the configuration as `facet serve` would, and prints what it comes to with defaults filled
 * in, paths absolute and secrets masked: `facet.yaml`, then a YAML document for each client graph.
 *
 * @returns The exit code.
 */
export async function config(options: ConfigCommandOptions, context: CommandContext): Promise<number> {
  const variables = readEnvironment(options.envFile, context);
  const environment = { variables, unset: 'problem' } as const;
  const loaded = loadProject({ config: options.config, environment, resolvers: 'unused' }, context);
  if (loaded.kind === 'refused') {
    await printProblems(loaded.problems, context);
    return exitCodes.problems;
  }
  const { project } = loaded;
  context.out(`# ${options.config}\n${stringify(maskSecrets(project.config))}`);
  for (const { file, operations, subgraph, ...settings } of project.clientGraphs) {
    const files = { subgraph: subgraph && { schema: subgraph.file, resolvers: subgraph.resolversModule } };
    const shown = { ...settings, ...files, operations: operations.map((operation) => operation.file) };
    context.out(`---\n# ${shownFile(file, context)}\n${stringify(shown)}`);
  }
  return exitCodes.fine;
}
