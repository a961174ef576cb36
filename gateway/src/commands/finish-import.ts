import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Problem, SubgraphFile } from '@facet/schema';
import type { ImportResult } from '@facet/schema/import';
import type { WsdlDocument } from '@facet/schema/wsdl';
import { checkEdited, withChecksum } from '../import/checksum.js';
import { jsonReport, printReport } from '../import/report.js';
import { sourceSettings } from '../import/source-settings.js';
import { type CommandContext, exitCodes } from './command-context.js';
import { connectorProblems } from './connector-problems.js';
import { printUsageFault } from './print-failure.js';
import { printProblems, shownFile } from './print-problems.js';

/** An import that is to be checked, told of and written. */
export interface FinishImportOptions {
  readonly imported: ImportResult;
  readonly out?: string;
  /** Default: beside `out`, as in `schema.overlay.graphql`, when that is there. */
  readonly overlay?: string;
  readonly report?: string;
  readonly check?: boolean;
  readonly force?: boolean;
  /** The documents of a WSDL, so that composing reads none. */
  readonly documents?: readonly WsdlDocument[];
  /** Files that the subgraph needs beside it. */
  readonly kept?: ReadonlyArray<{ readonly file: string; readonly text: string }>;
}

/** A field of Query for subgraphs that have none: a graph needs one, and they are composed with others that have it. */
const withQuery: SubgraphFile = { name: 'other', url: '', file: 'other.graphql', sdl: 'type Query { other: Boolean }' };

/**
 * Lays the overlay over an imported subgraph, makes sure that it composes, reports, and writes it.
 *
 * @returns The exit code.
 */
export async function finishImport(options: FinishImportOptions, context: CommandContext): Promise<number> {
  const { imported } = options;
  const sdl = await overlaid(options, context);
  context.err(printReport(imported));
  const problems = await composeAlone(sdl, options, context);
  if (problems.length > 0) {
    await printProblems(problems, context);
    context.err('facet: the subgraph does not compose, so it is not written\n');
    return exitCodes.problems;
  }
  if (options.report !== undefined) writeFileSync(resolve(context.folder, options.report), jsonReport(imported));
  if (options.out === undefined) {
    context.out(sdl);
    return exitCodes.fine;
  }
  return writeSubgraph(sdl, options, context);
}

async function overlaid({ imported, out, overlay }: FinishImportOptions, context: CommandContext): Promise<string> {
  const file = overlay ?? overlayBeside(out);
  const text = file === undefined ? undefined : readIfThere(resolve(context.folder, file), overlay !== undefined);
  if (file === undefined || text === undefined) return imported.sdl;
  const { applyOverlay } = await import('@facet/schema/import');
  const { sdl, unmatched } = applyOverlay(imported.sdl, { file, text });
  for (const element of unmatched)
    context.err(`facet: ${file} is about "${element}", which the document does not have\n`);
  return sdl;
}

function overlayBeside(out: string | undefined): string | undefined {
  return out === undefined ? undefined : out.replace(/(\.graphqls?)?$/, '.overlay.graphql');
}

/** Composition of the subgraph alone, and every rule about connectors. */
async function composeAlone(
  sdl: string,
  { out, documents }: FinishImportOptions,
  context: CommandContext,
): Promise<readonly Problem[]> {
  const { composeClientGraph, isErrorProblem } = await import('@facet/schema');
  const file = out === undefined ? 'schema.graphql' : shownFile(resolve(context.folder, out), context);
  const imported: SubgraphFile = { name: 'imported', url: '', file, sdl };
  const shared = /^type Query\b/m.test(sdl) ? [imported] : [imported, withQuery];
  const { supergraph, problems } = await composeClientGraph(
    { name: 'imported', shared, contract: { include: [], exclude: [] } },
    documents === undefined ? {} : { resolveWsdl: async () => documents },
  );
  const connectors = supergraph === undefined ? [] : connectorProblems(supergraph, shared, 'imported');
  return [...problems, ...connectors].filter(isErrorProblem);
}

async function writeSubgraph(sdl: string, options: FinishImportOptions, context: CommandContext): Promise<number> {
  const { printChanges, sdlChanges } = await import('@facet/schema/import');
  const file = resolve(context.folder, options.out ?? '');
  const shown = shownFile(file, context);
  const text = withChecksum(sdl, basename(overlayBeside(options.out) ?? ''));
  const before = readIfThere(file, false);
  if (before === text) {
    context.err(`${shown} is current\n`);
    return exitCodes.fine;
  }
  const edited = before === undefined ? 'as-written' : checkEdited(before);
  if (edited !== 'as-written' && options.force !== true) {
    const reason = edited === 'edited' ? 'was edited by hand since it was imported' : 'was not written by an import';
    const advice = `put what shall stay into ${overlayBeside(options.out)}, then use --force`;
    return printUsageFault(`"${shown}" ${reason}: ${advice}`, context);
  }
  if (before !== undefined) context.err(describe(printChanges(safeChanges(before, text, sdlChanges))));
  if (options.check === true) {
    context.err(`${shown} is not current\n`);
    return exitCodes.problems;
  }
  mkdirSync(dirname(file), { recursive: true });
  for (const kept of options.kept ?? []) writeFileSync(kept.file, kept.text);
  writeFileSync(file, text);
  context.err(`wrote ${shown}\n`);
  if (before === undefined) {
    const settings = sourceSettings(text, { name: subgraphNameOf(file), schema: `./${shown}` });
    context.err(`to serve it, add to facet.yaml:\n${settings.replace(/^(?=.)/gm, '  ')}`);
  }
  return exitCodes.fine;
}

/** `subgraphs/petstore/schema.graphql` -> `petstore`; `petstore.graphql` likewise. */
function subgraphNameOf(file: string): string {
  const name = basename(file).replace(/\.graphqls?$/, '');
  const best = name === 'schema' ? basename(dirname(file)) : name;
  return best.replace(/[^A-Za-z0-9_-]+/g, '_');
}

function describe(changes: string): string {
  return changes === '' ? 'only comments or layout changed\n' : changes;
}

/** What was there may be no SDL at all. */
function safeChanges<Changes>(before: string, after: string, compare: (a: string, b: string) => readonly Changes[]) {
  try {
    return compare(before, after);
  } catch {
    // It is replaced because of --force; there is nothing to compare with.
    return [];
  }
}

function readIfThere(file: string, isWanted: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isWanted) throw error;
    // A file that cannot be read is not there as far as this is concerned: writing says what is wrong.
    return undefined;
  }
}
