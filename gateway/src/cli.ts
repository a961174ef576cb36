import { Command, CommanderError } from 'commander';
import { type CommandContext, exitCodes, processContext } from './commands/command-context.js';

/**
 * The `facet` command.
 *
 * Each command is loaded when it is run, so that `facet serve` does not wait for what only `facet compose` needs.
 *
 * @param args What follows `facet` on the command line.
 * @returns The exit code: 0 fine, 1 problems, 2 wrong usage. Messages of problems are on standard error.
 */
export async function main(args: readonly string[], context: CommandContext = processContext()): Promise<number> {
  let exitCode: number = exitCodes.fine;
  const program = createProgram(context, async (run) => {
    exitCode = await run();
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has said what is wrong; its own exit code for that is 1.
      return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    }
    const { printFailure } = await import('./commands/print-failure.js');
    return printFailure(error, context);
  }
}

type Runner = (run: () => Promise<number>) => Promise<void>;

const configOption = ['-c, --config <file>', 'configuration to use', 'facet.yaml'] as const;

function createProgram(context: CommandContext, runner: Runner): Command {
  const program = new Command('facet')
    .description('A GraphQL federation gateway in which every client app has a graph of its own')
    .exitOverride()
    .configureOutput({
      writeOut: context.out,
      writeErr: context.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'facet: ')),
    })
    .showHelpAfterError('Run "facet --help" for what there is');
  addServe(program, context, runner);
  addCompose(program, context, runner);
  addCheck(program, context, runner);
  addOperations(program, context, runner);
  addImport(program, context, runner);
  addConfig(program, context, runner);
  addKeys(program, context, runner);
  addDocs(program, context, runner);
  return program;
}

function addServe(program: Command, context: CommandContext, runner: Runner): void {
  program
    .command('serve')
    .description('serve the client graphs, or one supergraph file without any configuration')
    .option(...configOption)
    .option('--only <name>', 'serve this client graph alone')
    .option('--env-file <file>', 'read environment variables from a file; those already set win')
    .option('--supergraph <file>', 'serve this supergraph at /graphql, with no configuration')
    .option('--port <port>', 'listen on this port instead of the configured one')
    .option('--no-share-in-flight', 'execute each of equal queries under way together, whatever is configured')
    .action((options) => runner(async () => (await import('./commands/serve.js')).serve(options, context)));
}

function addCompose(program: Command, context: CommandContext, runner: Runner): void {
  program
    .command('compose')
    .description('compose the supergraphs of the client graphs and write them')
    .argument('[names...]', 'client graphs; all when none is named')
    .option(...configOption)
    .action((names, options) =>
      runner(async () => (await import('./commands/compose.js')).compose({ ...options, names }, context)),
    );
}

function addCheck(program: Command, context: CommandContext, runner: Runner): void {
  program
    .command('check')
    .description('check that client graphs compose, their supergraphs are current and their operations work')
    .argument('[names...]', 'client graphs; all when none is named')
    .option(...configOption)
    .option('--json', 'print the result as one JSON object on standard output')
    .option('--write-costs', 'write what the operations cost, to compare with from then on')
    .action((names, options) =>
      runner(async () => (await import('./commands/check.js')).check({ ...options, names }, context)),
    );
}

function addOperations(program: Command, context: CommandContext, runner: Runner): void {
  program
    .command('operations')
    .description('work with the operations of client apps')
    .command('build')
    .description('write the manifest of the operations of each client graph’s app, at its present version')
    .argument('[names...]', 'client graphs; all when none is named')
    .option(...configOption)
    .action((names, options) =>
      runner(async () =>
        (await import('./commands/operations-build.js')).operationsBuild({ ...options, names }, context),
      ),
    );
}

function addImport(program: Command, context: CommandContext, runner: Runner): void {
  const imports = program.command('import').description('make a subgraph of the description of a REST or SOAP service');
  const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];
  const add = (name: string, description: string) =>
    imports
      .command(name)
      .description(description)
      .argument('<document>', 'file or URL')
      .option('-o, --out <file>', 'subgraph to write; standard output when it is not given')
      .option('--overlay <file>', 'SDL by hand that is laid over it; <out>.overlay.graphql when that is there')
      .option('--name <name>', 'name of the source')
      .option(
        '--include <pattern>',
        'only operations of this name, tag or path, * for anything; may be repeated',
        collect,
      )
      .option('--exclude <pattern>', 'no operations of this name, tag or path; may be repeated', collect)
      .option('--queries <pattern>', 'operations that only read, though that does not show; may be repeated', collect)
      .option('--allow-host <host>', 'host that references may be fetched from; may be repeated', collect)
      .option('--allow-directory <folder>', 'folder that references may be read from')
      .option('--report <file>', 'write what was imported, changed and left out as JSON')
      .option('--check', 'write nothing; exit 1 when the subgraph is not current')
      .option('--force', 'replace a subgraph that was edited by hand');
  add('openapi', 'make a subgraph of an OpenAPI 2.0 to 3.2 description').action((document, options) =>
    runner(async () => (await import('./commands/import.js')).importOpenApiCommand({ ...options, document }, context)),
  );
  add('wsdl', 'make a subgraph of a WSDL 1.1')
    .option(
      '--mutations <pattern>',
      'operations that change something, though that does not show; may be repeated',
      collect,
    )
    .action((document, options) =>
      runner(async () => (await import('./commands/import.js')).importWsdlCommand({ ...options, document }, context)),
    );
}

function addConfig(program: Command, context: CommandContext, runner: Runner): void {
  program
    .command('config')
    .description('validate the configuration and print it with its defaults, secrets masked')
    .option(...configOption)
    .option('--env-file <file>', 'read environment variables from a file; those already set win')
    .action((options) => runner(async () => (await import('./commands/config.js')).config(options, context)));
}

function addKeys(program: Command, context: CommandContext, runner: Runner): void {
  const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];
  program
    .command('keys')
    .description('API keys of client apps')
    .command('create')
    .description('make an API key: it is shown once, on standard error; the entry for the file with hashes is printed')
    .argument('<id>', 'id of the key, which is no secret: lower-case letters, digits and hyphens')
    .option('--client <name>', 'name of the client app that gets it; the id when it is not given')
    .option('--client-graph <name>', 'client graph that it may call, or "*" for all; may be repeated', collect)
    .option('--scope <name>', 'scope that it gives; may be repeated', collect)
    .option('--expires <time>', 'when it ends, such as 2027-01-01T00:00:00Z')
    .action((id, options) =>
      runner(async () => (await import('./commands/keys.js')).createKey({ ...options, id }, context)),
    );
}

/** Hidden: only of use inside Facet's own repository. */
function addDocs(program: Command, context: CommandContext, runner: Runner): void {
  program
    .command('docs', { hidden: true })
    .description('write the JSON Schemas and the pages made from the option schemas and the error catalogue')
    .action(() => runner(async () => (await import('./commands/docs.js')).docs(context)));
}
