import { writtenData } from './answer-data.js';

/** Writes a response around its data, whose bytes are written already. */
export function stringifyResult(result: {
  readonly errors?: unknown;
  readonly data?: unknown;
  readonly extensions?: unknown;
}): string | Buffer {
  const written = writtenData(result.data);
  if (written !== undefined && result.errors === undefined && result.extensions === undefined) {
    return written.response;
  }
  const errors = result.errors === undefined ? '' : `,"errors":${JSON.stringify(result.errors)}`;
  const extensions = result.extensions === undefined ? '' : `,"extensions":${JSON.stringify(result.extensions)}`;
  if (result.data === undefined) {
    return `{${`${errors}${extensions}`.slice(1)}}`;
  }
  const data = written?.bytes ?? Buffer.from(JSON.stringify(result.data));
  // Errors stand first, where who reads an answer by eye sees them.
  const head = errors === '' ? '{"data":' : `{${errors.slice(1)},"data":`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from(`${extensions}}`)]);
}
