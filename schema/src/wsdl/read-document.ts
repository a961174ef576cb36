import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { decodeXml, XmlEncodingError } from './decode-xml.js';
import { WsdlError, type WsdlPlace } from './wsdl-error.js';

/** Where documents may come from, and how they are got. */
export interface ReadDocumentOptions {
  /** The directory that relative locations start from; undefined: no files at all. */
  readonly directory: string | undefined;
  /** The directory that no file may lie outside of. Default: `directory`. */
  readonly allowedDirectory?: string;
  /** Hosts that may be asked, as in `example.com` or `example.com:8080`; default none. */
  readonly allowedHosts: readonly string[];
  /** Reads a file of at most `maxBytes`. Default: the file system, symbolic links followed within `allowedDirectory` only. */
  readonly readFile?: (path: string, maxBytes: number) => Promise<Uint8Array | string>;
  /** Fetches a URL of an allowed host. Default: `fetch`, no redirects, ten seconds. */
  readonly fetchText?: (url: string, maxBytes: number) => Promise<Uint8Array | string>;
}

/** Thrown by a reader past its `maxBytes`. */
class TooLarge extends Error {}
/** Thrown by the file reader for a link that leads out of the directory. */
class Outside extends Error {}

/**
 * Reads one document.
 *
 * @param location As in `WsdlDocument`.
 * @param place What an error names: the reference that led here.
 * @throws {WsdlError} WSDL_OUTSIDE_DIRECTORY, WSDL_HOST_NOT_ALLOWED, WSDL_UNREADABLE or WSDL_TOO_LARGE; WSDL_INVALID for
 *   bytes that are not text.
 */
export async function readDocument(
  location: string,
  place: WsdlPlace,
  maxBytes: number,
  options: ReadDocumentOptions,
): Promise<{ readonly text: string; readonly bytes: number }> {
  try {
    const content = await readerFor(location, place, options)(maxBytes);
    const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
    if (bytes > maxBytes) {
      throw new TooLarge();
    }
    return { text: typeof content === 'string' ? content : decodeXml(content), bytes };
  } catch (error) {
    throw toWsdlError(error, location, place);
  }
}

function readerFor(location: string, place: WsdlPlace, options: ReadDocumentOptions) {
  if (URL.canParse(location)) {
    assertAllowedHost(location, place, options.allowedHosts);
    const fetchText = options.fetchText ?? fetchBounded;
    return (maxBytes: number) => fetchText(location, maxBytes);
  }
  if (options.directory === undefined) {
    throw new Outside();
  }
  const path = resolve(options.directory, location);
  const allowed = resolve(options.allowedDirectory ?? options.directory);
  if (!isInside(path, allowed)) {
    throw new Outside();
  }
  const readFile = options.readFile ?? ((file, maxBytes) => readBounded(file, allowed, maxBytes));
  return (maxBytes: number) => readFile(path, maxBytes);
}

function isInside(path: string, directory: string): boolean {
  const steps = relative(directory, path);
  return !isAbsolute(steps) && steps.split(sep)[0] !== '..';
}

function assertAllowedHost(location: string, place: WsdlPlace, allowedHosts: readonly string[]): void {
  const url = new URL(location);
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  if (!web || !allowedHosts.includes(url.host)) {
    const subject = web ? `host "${url.host}"` : `"${url.protocol}" locations`;
    throw new WsdlError('WSDL_HOST_NOT_ALLOWED', `cannot read "${location}": ${subject} not allowed`, place);
  }
}

async function readBounded(path: string, allowed: string, maxBytes: number): Promise<Uint8Array> {
  const real = await realpath(path);
  if (!isInside(real, await realpath(allowed))) {
    throw new Outside();
  }
  const file = await open(real, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxBytes) {
      throw new TooLarge();
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function fetchBounded(url: string, maxBytes: number): Promise<Uint8Array> {
  // A redirect could lead away from the allowed hosts.
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new TooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toWsdlError(error: unknown, location: string, place: WsdlPlace): WsdlError {
  if (error instanceof WsdlError) {
    return error;
  }
  if (error instanceof TooLarge) {
    const message = `cannot read "${location}": the documents are over the limit in bytes`;
    return new WsdlError('WSDL_TOO_LARGE', message, place, error);
  }
  if (error instanceof Outside) {
    const message = `cannot read "${location}": it lies outside the directory that the WSDL may read from`;
    return new WsdlError('WSDL_OUTSIDE_DIRECTORY', message, place, error);
  }
  if (error instanceof XmlEncodingError) {
    return new WsdlError('WSDL_INVALID', error.message, { file: location, line: 1 }, error);
  }
  return new WsdlError('WSDL_UNREADABLE', `cannot read "${location}": ${reasonOf(error)}`, place, error);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') {
    return 'there is no such file';
  }
  // `fetch` hides the reason in its cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
