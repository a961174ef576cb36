import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import type { CacheTag } from '../cache-key.js';
import type { CacheEntry, CacheMoment } from '../store.js';

/** An entry as Redis keeps it, with what it is judged by. */
export interface FramedEntry extends CacheEntry {
  readonly tags: readonly CacheTag[];
  readonly moment: CacheMoment;
}

/** Values from here on are compressed: below it, it costs more than it saves. */
export const COMPRESS_FROM_BYTES = 2048;

const MAGIC = 0xfa;
/** Another one for each change of what follows: a frame of another version is none. */
const VERSION = 2;
const COMPRESSED = 1;
const TAG_LENGTH = 22;
/** Magic, version, flags, unused, checksum, four numbers, length of the generation, number of tags. */
const HEAD_BYTES = 4 + 4 + 4 * 8 + 1 + 2;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Writes an entry as bytes, its value compressed when that is worth it. */
export async function encodeFrame(entry: FramedEntry): Promise<Buffer> {
  const { moment, tags } = entry;
  const compressed = entry.value.byteLength >= COMPRESS_FROM_BYTES;
  const value = compressed ? await deflate(entry.value, { level: 1 }) : entry.value;
  const generation = Buffer.from(moment.generation, 'latin1');
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = MAGIC;
  head[1] = VERSION;
  head[2] = compressed ? COMPRESSED : 0;
  [entry.storedAtMs, entry.freshForMs, entry.keepForMs, moment.sequence].forEach((number, at) => {
    head.writeDoubleBE(number, 8 + at * 8);
  });
  head[40] = generation.length;
  head.writeUInt16BE(tags.length, 41);
  const frame = Buffer.concat([head, generation, Buffer.from(tags.join(''), 'latin1'), value]);
  frame.writeUInt32BE(checksum(frame), 4);
  return frame;
}

/** Of all but itself. */
function checksum(frame: Buffer): number {
  return crc32(frame.subarray(8), crc32(frame.subarray(0, 4)));
}

/**
 * @param maxValueBytes No value is inflated to more.
 * @returns Undefined for what is no frame of this version, unbroken.
 */
export async function decodeFrame(frame: Buffer, maxValueBytes: number): Promise<FramedEntry | undefined> {
  if (frame.length < HEAD_BYTES || frame[0] !== MAGIC || frame[1] !== VERSION) {
    return undefined;
  }
  if (frame.readUInt32BE(4) !== checksum(frame)) {
    return undefined;
  }
  const tagsAt = HEAD_BYTES + (frame[40] as number);
  const valueAt = tagsAt + frame.readUInt16BE(41) * TAG_LENGTH;
  const tags: CacheTag[] = [];
  for (let at = tagsAt; at < valueAt; at += TAG_LENGTH) {
    tags.push(frame.toString('latin1', at, at + TAG_LENGTH) as CacheTag);
  }
  const value = frame.subarray(valueAt);
  try {
    return {
      value: frame[2] === COMPRESSED ? await inflate(value, { maxOutputLength: maxValueBytes }) : value,
      storedAtMs: frame.readDoubleBE(8),
      freshForMs: frame.readDoubleBE(16),
      keepForMs: frame.readDoubleBE(24),
      moment: { generation: frame.toString('latin1', HEAD_BYTES, tagsAt), sequence: frame.readDoubleBE(32) },
      tags,
    };
  } catch {
    // Larger than what may be kept here, by another configuration: not for us.
    return undefined;
  }
}
