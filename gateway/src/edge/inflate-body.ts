import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { type RequestCoding, readContentCoding } from './content-coding.js';
import { type Reading, refuse } from './refusal.js';
import { bodyTooLarge } from './refuse-unread-body.js';

type Inflate = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>;

const inflaters: Readonly<Record<Exclude<RequestCoding, 'identity'>, Inflate>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
  br: promisify<Uint8Array, ZlibOptions, Buffer>(brotliDecompress),
};

/**
 * Decompresses a request's body, off the main thread. It stops as soon as there is more than is allowed, so that neither
 * memory nor time grows with what a small body claims to hold.
 *
 * @param headers The request's; they were admitted with one coding, or none.
 * @param maxBytes Largest body that comes out, in bytes.
 * @returns The body, at once when it is not compressed; BODY_TOO_LARGE when there would be more; BAD_REQUEST when it is not in this coding, or cut off.
 */
export function inflateBody(
  bytes: Uint8Array,
  headers: ReadonlyMap<string, string>,
  maxBytes: number,
): Reading<Uint8Array> | Promise<Reading<Uint8Array>> {
  const read = readContentCoding(headers);
  if (read.kind === 'refused') {
    return read;
  }
  const coding = read.value;
  return coding === 'identity' ? { kind: 'read', value: bytes } : inflateCoded(bytes, coding, maxBytes);
}

async function inflateCoded(
  bytes: Uint8Array,
  coding: keyof typeof inflaters,
  maxBytes: number,
): Promise<Reading<Uint8Array>> {
  try {
    return { kind: 'read', value: await inflaters[coding](bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? bodyTooLarge(`The request body is over the limit of ${maxBytes} bytes once it is decompressed`)
      : refuse('BAD_REQUEST', `The request body cannot be decompressed as ${coding}`);
  }
}
