import { basename, dirname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { type ReadDocumentOptions, readDocument } from '../../wsdl/read-document.js';
import { WsdlError, type WsdlErrorCode } from '../../wsdl/wsdl-error.js';
import { ImportError, type ImportErrorCode } from '../import-error.js';
import { DocumentUris } from './document-uris.js';
import { isObject } from './json-node.js';

/** Where the documents of an OpenAPI description may come from, and how much of them there may be. */
export interface ReadOpenApiOptions extends Partial<Omit<ReadDocumentOptions, 'directory'>> {
  /** Most documents, the first included. Default 200; past it: IMPORT_TOO_LARGE. */
  readonly maxDocuments?: number;
  /** Most bytes of all documents together. Default 32 MiB; past it: IMPORT_TOO_LARGE. */
  readonly maxBytes?: number;
}

/** The documents of a description, read and parsed. */
export interface OpenApiDocuments {
  /** Location of the first: its file name, or its URL. */
  readonly entry: string;
  /** By location: a path relative to the first document's folder, or a URL. */
  readonly byLocation: ReadonlyMap<string, unknown>;
  /** The location that a reference leads to from a document. */
  readonly locate: (from: string, reference: string) => string;
}

/** Deepest nesting of a document; a deeper one is refused before anything walks it. */
const maxDepth = 200;
/** Values under these keys are data, in which "$ref" means nothing. */
const dataKeys: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const']);
/** Under these, keys are names that the writer of the document chose: "default" may be a response. */
const freeNames: ReadonlySet<string> = new Set([
  'properties',
  'responses',
  'schemas',
  'definitions',
  '$defs',
  'parameters',
]);

/**
 * Reads an OpenAPI description and every document that its references lead to, so that the rest needs no file and no
 * network. JSON and YAML are told apart by what they hold, not by their names.
 *
 * Nothing is read outside the directory of the first document (or `allowedDirectory`), nothing fetched but from
 * `allowedHosts` and, when the first document is a URL, from its host.
 *
 * @param entry Path or http(s) URL.
 * @throws {ImportError} IMPORT_UNREADABLE, IMPORT_NOT_ALLOWED, IMPORT_TOO_LARGE; IMPORT_INVALID for what does not parse.
 */
export async function readOpenApiDocuments(entry: string, options: ReadOpenApiOptions = {}): Promise<OpenApiDocuments> {
  const remote = /^https?:\/\//i.test(entry);
  const first = remote ? new URL(entry).href : basename(entry);
  const reading: ReadDocumentOptions = {
    ...options,
    directory: remote ? undefined : dirname(entry),
    allowedHosts: [...(options.allowedHosts ?? []), ...(remote ? [new URL(entry).host] : [])],
  };
  const { maxDocuments = 200, maxBytes = 33_554_432 } = options;
  const byLocation = new Map<string, unknown>();
  const uris = new DocumentUris();
  let bytesLeft = maxBytes;
  // Files first: a URL may turn out to be what one of them calls itself.
  const open = { files: [{ from: first, reference: '' }], urls: [] as Reference[] };
  for (let next = take(open); next !== undefined; next = take(open)) {
    const { from, reference } = next;
    const location = reference === '' ? first : uris.locate(from, reference);
    if (byLocation.has(location)) continue;
    if (byLocation.size >= maxDocuments) {
      throw new ImportError('IMPORT_TOO_LARGE', `${first}: it leads to more than ${maxDocuments} documents`);
    }
    const read = await readText(location, from, bytesLeft, reading);
    bytesLeft -= read.bytes;
    const content = parseDocument(location, read.text);
    byLocation.set(location, content);
    uris.add(location, content);
    for (const target of referencesOf(content)) {
      const list = URL.canParse(uris.locate(location, target)) ? open.urls : open.files;
      list.push({ from: location, reference: target });
    }
  }
  return { entry: first, byLocation, locate: (from, reference) => uris.locate(from, reference) };
}

/** A reference to a document, and the location of the one it stands in. */
interface Reference {
  readonly from: string;
  readonly reference: string;
}

function take({ files, urls }: { readonly files: Reference[]; readonly urls: Reference[] }): Reference | undefined {
  return files.shift() ?? urls.shift();
}

async function readText(location: string, from: string, maxBytes: number, reading: ReadDocumentOptions) {
  try {
    return await readDocument(location, { file: from, line: 1 }, maxBytes, reading);
  } catch (error) {
    if (!(error instanceof WsdlError)) throw error;
    const reasons: Partial<Record<WsdlErrorCode, string>> = {
      WSDL_OUTSIDE_DIRECTORY: `cannot read "${location}": it lies outside the directory that may be read`,
    };
    const said = reasons[error.code] ?? error.message.replace(/^.*?:1: /, '');
    const message = from === location ? said : `${from}: ${said}`;
    throw new ImportError(importCodes[error.code], message, { cause: error });
  }
}

const importCodes: Readonly<Record<WsdlErrorCode, ImportErrorCode>> = {
  WSDL_UNREADABLE: 'IMPORT_UNREADABLE',
  WSDL_OUTSIDE_DIRECTORY: 'IMPORT_NOT_ALLOWED',
  WSDL_HOST_NOT_ALLOWED: 'IMPORT_NOT_ALLOWED',
  WSDL_TOO_LARGE: 'IMPORT_TOO_LARGE',
  WSDL_INVALID: 'IMPORT_INVALID',
  WSDL_UNSUPPORTED: 'IMPORT_UNSUPPORTED',
};

function parseDocument(location: string, text: string): unknown {
  try {
    // JSON is mostly YAML as well, but read by its own parser it costs a tenth.
    const isJson = /^\s*[{[]/.test(text);
    const content: unknown = isJson ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 100, logLevel: 'error' });
    assertDepth(content, location);
    return content;
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ImportError('IMPORT_INVALID', `${location}: not readable as JSON or YAML: ${reason}`, { cause: error });
  }
}

/** Walks without recursion; an alias of YAML that leads back to itself is deeper than anything. */
function assertDepth(content: unknown, location: string): void {
  const open: Array<{ readonly value: unknown; readonly depth: number }> = [{ value: content, depth: 0 }];
  let visited = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    visited += 1;
    if (next.depth >= maxDepth || visited > 5_000_000) {
      throw new ImportError('IMPORT_TOO_LARGE', `${location}: nested more than ${maxDepth} deep, or endless`);
    }
    for (const value of Object.values(next.value)) open.push({ value, depth: next.depth + 1 });
  }
}

/** Documents that `$ref`s of a document name. */
function referencesOf(content: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const open: Array<{ readonly value: unknown; readonly under: string }> = [{ value: content, under: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: node, under } = next;
    if (Array.isArray(node)) open.push(...node.map((value: unknown) => ({ value, under: '' })));
    if (!isObject(node)) continue;
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') {
        const target = value.split('#', 1)[0] ?? '';
        if (target !== '') found.add(target);
      } else if (freeNames.has(under) || !(dataKeys.has(key) || key.startsWith('x-'))) open.push({ value, under: key });
    }
  }
  return found;
}
