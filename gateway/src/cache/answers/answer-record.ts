import { createHash } from 'node:crypto';
import type { CacheScope } from '../../supergraph/cache-hints.js';

/** An answer as it is kept, with what goes out beside it. */
export interface AnswerRecord {
  readonly maxAgeSeconds: number;
  readonly scope: CacheScope;
  readonly surrogateKeys: readonly string[];
  /** See `AnswerCaching.validator`. */
  readonly validator: string;
  /** How long it took to make, in milliseconds. */
  readonly madeInMs: number;
  /** The whole response, `{"data":…}`. */
  readonly response: Buffer;
}

/** Length of the description, then the description, then the response. */
const LENGTH_BYTES = 4;

/** Tells responses apart that are not the same, byte by byte. */
export function validatorOf(response: Uint8Array): string {
  return createHash('sha1').update(response).digest('base64url');
}

/** Writes a record as bytes. */
export function encodeAnswer({ response, ...described }: AnswerRecord): Buffer {
  const description = Buffer.from(JSON.stringify(described));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(description.length);
  return Buffer.concat([length, description, response]);
}

/** Reads what `encodeAnswer` wrote. The response is a view of the value. */
export function decodeAnswer(value: Uint8Array): AnswerRecord {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const responseAt = LENGTH_BYTES + bytes.readUInt32BE(0);
  const described = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, responseAt)) as Omit<AnswerRecord, 'response'>;
  return { ...described, response: bytes.subarray(responseAt) };
}
