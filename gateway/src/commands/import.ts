import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { ImportResult } from '@facet/schema/import';
import type { CommandContext } from './command-context.js';
import { exitCodes } from './command-context.js';
import { type FinishImportOptions, finishImport } from './finish-import.js';
import { printUsageFault } from './print-failure.js';
import { printProblems, shownFile } from './print-problems.js';

/** What `facet import openapi` and `facet import wsdl` were called with. */
export interface ImportCommandOptions {
  /** Path or http(s) URL of the document. */
  readonly document: string;
  /** File to write; undefined: standard output. */
  readonly out?: string;
  readonly overlay?: string;
  readonly name?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly queries?: readonly string[];
  /** Of `wsdl` only: operations that are mutations though they are called like queries. */
  readonly mutations?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly allowDirectory?: string;
  /** File for the report as JSON. */
  readonly report?: string;
  /** Whether nothing is written, and a difference is a fault. */
  readonly check?: boolean;
  /** Whether a file that was edited by hand, or that no import has written, is replaced. */
  readonly force?: boolean;
}

/**
 * `facet import openapi`: writes the subgraph of an OpenAPI description.
 *
 * @returns The exit code.
 */
export async function importOpenApiCommand(options: ImportCommandOptions, context: CommandContext): Promise<number> {
  const { importOpenApi } = await import('@facet/schema/import');
  const entry = entryOf(options, context);
  return run(options, context, async () => {
    const imported = await importOpenApi(entry, { ...patternsOf(options), ...readingOf(entry, options, context) });
    return { imported };
  });
}

/**
 * `facet import wsdl`: writes the subgraph of a WSDL 1.1. The WSDL stays where it is, as composing needs it; one that was
 * fetched, or that imports what was, is kept beside the subgraph.
 *
 * @returns The exit code.
 */
export async function importWsdlCommand(options: ImportCommandOptions, context: CommandContext): Promise<number> {
  const { resolveWsdl } = await import('@facet/schema/wsdl');
  const { importWsdl } = await import('../import/wsdl/import-wsdl.js');
  const { keepWsdl } = await import('../import/keep-wsdl.js');
  const entry = entryOf(options, context);
  const { out } = options;
  if (isUrl(entry) && out === undefined) {
    return printUsageFault('A WSDL that is fetched is kept beside the subgraph: say where with --out', context);
  }
  return run(options, context, async () => {
    const reading = readingOf(entry, options, context);
    const own = isUrl(entry) ? [new URL(entry).host] : [];
    const documents = await resolveWsdl(entry, { ...reading, allowedHosts: [...reading.allowedHosts, ...own] });
    const isFetched = documents.some(({ location }) => isUrl(location));
    const target = resolve(context.folder, out ?? 'schema.graphql');
    const kept =
      isFetched && out !== undefined ? keepWsdl(documents, basename(target).replace(/\.graphqls?$/, '')) : [];
    const wsdl = kept[0]?.name ?? relative(dirname(target), entry).split(sep).join('/');
    const { mutations } = options;
    const imported = importWsdl(documents, {
      ...patternsOf(options),
      ...(mutations && { mutations }),
      wsdl: wsdl.startsWith('.') ? wsdl : `./${wsdl}`,
    });
    return { imported, documents, kept: kept.map(({ name, text }) => ({ file: join(dirname(target), name), text })) };
  });
}

/** What an importer hands on. */
type Imported = { readonly imported: ImportResult } & Pick<FinishImportOptions, 'documents' | 'kept'>;

async function run(
  options: ImportCommandOptions,
  context: CommandContext,
  importDocument: () => Promise<Imported>,
): Promise<number> {
  const { ImportError } = await import('@facet/schema/import');
  const { WsdlError } = await import('@facet/schema/wsdl');
  try {
    return await finishImport({ ...options, ...(await importDocument()) }, context);
  } catch (error) {
    if (!(error instanceof ImportError || error instanceof WsdlError)) throw error;
    const { code } = error;
    const message = withoutSecrets(error.message);
    const hint = adviceFor(code, message);
    const problem = { code, message: `Cannot import "${shown(options, context)}": ${message}`, ...(hint && { hint }) };
    await printProblems([problem], context);
    return exitCodes.problems;
  }
}

/** What to do about the refusals that an option, or the other importer, can help. */
function adviceFor(code: string, message: string): string | undefined {
  switch (code) {
    case 'IMPORT_NOT_ALLOWED':
    case 'WSDL_HOST_NOT_ALLOWED':
    case 'WSDL_OUTSIDE_DIRECTORY':
      return 'Allow what may be read with --allow-host or --allow-directory';
    case 'IMPORT_INVALID':
      return /: expected an object at the top$/.test(message) ? 'A WSDL is read by: facet import wsdl' : undefined;
    case 'WSDL_INVALID':
      return message.includes('not well-formed') ? 'JSON and YAML are read by: facet import openapi' : undefined;
    default:
      return undefined;
  }
}

function entryOf({ document }: ImportCommandOptions, { folder }: CommandContext): string {
  return isUrl(document) ? document : resolve(folder, document);
}

/** A URL may have a secret in its query, or before its host. */
function withoutSecrets(text: string): string {
  return text.replace(/(https?:\/\/)(?:[^\s"/@]*@)?([^\s"?]*)\??[^\s"]*/gi, '$1$2');
}

function shown({ document }: ImportCommandOptions, context: CommandContext): string {
  return isUrl(document) ? withoutSecrets(document) : shownFile(document, context);
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function patternsOf({ name, include, exclude, queries }: ImportCommandOptions) {
  return {
    ...(name && { name }),
    ...(include && { include }),
    ...(exclude && { exclude }),
    ...(queries && { queries }),
  };
}

/** Files may lie anywhere in the folder that the command runs in, when the document does; else beside the document. */
function readingOf(
  entry: string,
  { allowHost = [], allowDirectory }: ImportCommandOptions,
  { folder }: CommandContext,
) {
  const isInside = !isUrl(entry) && !relative(folder, entry).startsWith('..');
  const directory = allowDirectory === undefined ? undefined : resolve(folder, allowDirectory);
  const allowed = directory ?? (isInside ? folder : undefined);
  return { allowedHosts: allowHost, ...(allowed && !isUrl(entry) && { allowedDirectory: allowed }) };
}
