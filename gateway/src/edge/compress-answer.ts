import { promisify } from 'node:util';
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  type ZlibOptions,
} from 'node:zlib';
import type { ClientAnswer } from '../client-graph/client-graph.js';
import { type AnswerCoding, chooseAnswerCoding } from './content-coding.js';

/** Which answers are compressed. */
export interface CompressionOptions {
  readonly enabled: boolean;
  /** Smaller answers, in bytes, stay as they are. */
  readonly minBytes: number;
}

/** Above this, in bytes, another thread does it. Below, the way there and back costs more than compressing. */
const maxBytesInPlace = 131_072;

const gzipOptions: ZlibOptions = { level: 1 };
const brotliOptions: BrotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const gzipAway = promisify<Buffer, ZlibOptions, Buffer>(gzip);
const brotliAway = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);

/** Where nothing else is said. Below this size an answer fits into one packet either way. */
export const compressionDefaults: CompressionOptions = { enabled: true, minBytes: 1_024 };

/** For answers that are made once and read once the quickest setting is the right one: the next best takes three times as long. */
const compressors = {
  gzip: { here: (body: Buffer) => gzipSync(body, gzipOptions), away: (body: Buffer) => gzipAway(body, gzipOptions) },
  br: {
    here: (body: Buffer) => brotliCompressSync(body, brotliOptions),
    away: (body: Buffer) => brotliAway(body, brotliOptions),
  },
} as const satisfies Record<AnswerCoding, unknown>;

/**
 * Compresses an answer that is large enough, as the client takes it. Streamed answers are sent as they come.
 *
 * Spec: RFC 9110 section 8.4; section 12.5.5: `Vary` also on answers that another client would get compressed.
 *
 * @param acceptEncoding The request's `Accept-Encoding`.
 * @returns At once unless another thread does it.
 */
export function compressAnswer(
  answer: ClientAnswer,
  acceptEncoding: string | undefined,
  { enabled, minBytes }: CompressionOptions,
): ClientAnswer | Promise<ClientAnswer> {
  const { status, body, headers } = answer;
  if (!enabled || (typeof body !== 'string' && !Buffer.isBuffer(body))) {
    return answer;
  }
  // What it stands for may be large enough. Spec: RFC 9110 section 15.4.5: its `Vary` is that of the answer.
  const isUnchanged = status === 304;
  if (!isUnchanged && (typeof body === 'string' ? Buffer.byteLength(body) : body.length) < minBytes) {
    return answer;
  }
  const vary = [headers.get('vary'), 'accept-encoding'].filter((name) => name !== undefined).join(', ');
  const varied = new Map(headers).set('vary', vary);
  const coding = isUnchanged ? undefined : chooseAnswerCoding(acceptEncoding);
  if (coding === undefined) {
    return { ...answer, headers: varied };
  }
  // Its length was that of the plain body.
  varied.delete('content-length');
  varied.set('content-encoding', coding);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const { here, away } = compressors[coding];
  return bytes.length <= maxBytesInPlace
    ? { ...answer, headers: varied, body: here(bytes) }
    : away(bytes).then((compressed) => ({ ...answer, headers: varied, body: compressed }));
}
