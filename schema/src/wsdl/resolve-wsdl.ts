import { basename, dirname } from 'node:path';
import { type ReadDocumentOptions, readDocument } from './read-document.js';
import { importsOf, parseWsdlDocument, resolveLocation, type WsdlDocument, type WsdlImport } from './wsdl-document.js';
import { WsdlError, type WsdlPlace } from './wsdl-error.js';

/** Options of `resolveWsdl`. */
export interface ResolveWsdlOptions extends Partial<ReadDocumentOptions> {
  /** Most documents, the WSDL itself included. Default 100; past it: WSDL_TOO_LARGE. */
  readonly maxDocuments?: number;
  /** Most bytes of all documents together. Default 16 MiB; past it: WSDL_TOO_LARGE. */
  readonly maxBytes?: number;
}

/**
 * Reads a WSDL and every document it leads to through `wsdl:import`, `xsd:import`, `xsd:include` and `xsd:redefine`, so
 * that whoever gets the result needs no file and no network.
 *
 * Files are found relative to the document that names them. Nothing is read outside the entry's directory tree (or
 * `allowedDirectory`), and nothing fetched but from `allowedHosts`; the schemas of XML, SOAP and XML Schema themselves are never read. Documents
 * that lead to each other are read once.
 *
 * @param entry Path of the WSDL, or its http(s) URL.
 * @returns The WSDL first, then the others in the order in which they are first named, breadth first: always the same
 *   for the same documents.
 * @throws {WsdlError} Naming the file and the line of the reference, or of the fault in the document.
 */
export async function resolveWsdl(entry: string, options: ResolveWsdlOptions = {}): Promise<readonly WsdlDocument[]> {
  const remote = /^https?:\/\//i.test(entry);
  const first = remote ? new URL(entry).href : basename(entry);
  const run = new Resolution(
    {
      directory: options.directory ?? (remote ? undefined : dirname(entry)),
      allowedHosts: options.allowedHosts ?? [],
      ...(options.allowedDirectory && { allowedDirectory: options.allowedDirectory }),
      ...(options.readFile && { readFile: options.readFile }),
      ...(options.fetchText && { fetchText: options.fetchText }),
    },
    options.maxDocuments ?? 100,
    options.maxBytes ?? 16_777_216,
  );
  await run.read(first, { file: first, line: 1 });
  return run.documents;
}

/** One run: the documents so far are the queue of those whose references are still to be followed. */
class Resolution {
  readonly documents: WsdlDocument[] = [];
  readonly #known = new Set<string>();
  readonly #reading: ReadDocumentOptions;
  readonly #maxDocuments: number;
  #bytesLeft: number;

  constructor(reading: ReadDocumentOptions, maxDocuments: number, maxBytes: number) {
    this.#reading = reading;
    this.#maxDocuments = maxDocuments;
    this.#bytesLeft = maxBytes;
  }

  async read(entry: string, place: WsdlPlace): Promise<void> {
    await this.#add(entry, place);
    for (const document of this.documents) {
      for (const reference of importsOf(parseWsdlDocument(document).root)) {
        await this.#follow(document.location, reference);
      }
    }
  }

  async #follow(from: string, reference: WsdlImport): Promise<void> {
    const place = { file: from, line: reference.line };
    if (reference.location !== undefined) {
      await this.#add(resolveLocation(from, reference.location), place);
    } else if (reference.kind !== 'import') {
      throw new WsdlError('WSDL_INVALID', `${reference.kind} names no document`, place);
    }
  }

  async #add(location: string, place: WsdlPlace): Promise<void> {
    if (this.#known.has(location)) {
      return;
    }
    if (this.documents.length >= this.#maxDocuments) {
      throw new WsdlError('WSDL_TOO_LARGE', `the WSDL leads to more than ${this.#maxDocuments} documents`, place);
    }
    this.#known.add(location);
    const read = await readDocument(location, place, this.#bytesLeft, this.#reading);
    this.#bytesLeft -= read.bytes;
    this.documents.push({ location, text: read.text });
  }
}
