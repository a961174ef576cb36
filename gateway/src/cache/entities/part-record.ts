import type { CacheScope } from '../../supergraph/cache-hints.js';
import type { SourcePolicy } from '../source-policy.js';

/** What is known of an entity, or of the root fields of one fetch, beside its value. */
export interface PartFacts {
  readonly scope: CacheScope;
  /** How long the source took to answer, in milliseconds. */
  readonly madeInMs: number;
  /** What the source's `Cache-Control` said; undefined when it sent none. */
  readonly said: SourcePolicy | undefined;
}

const PRIVATE = 1;
const SAID = 2;
const SAID_PUBLIC = 4;
const SAID_PRIVATE = 8;
/** Flags, `madeInMs`, the `maxAge` that was said. The value follows as JSON. */
const HEAD_BYTES = 9;
const MAX_UINT32 = 0xffff_ffff;

/** Writes a part as bytes: a head of fixed length, so that reading thousands of them costs little beside their JSON. */
export function encodePart(value: unknown, { scope, madeInMs, said }: PartFacts): Buffer {
  const json = JSON.stringify(value);
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + Buffer.byteLength(json));
  const ofScope = said?.scope === 'PUBLIC' ? SAID_PUBLIC : said?.scope === 'PRIVATE' ? SAID_PRIVATE : 0;
  bytes[0] = (scope === 'PRIVATE' ? PRIVATE : 0) | (said === undefined ? 0 : SAID) | ofScope;
  bytes.writeUInt32LE(Math.min(MAX_UINT32, Math.round(madeInMs)), 1);
  bytes.writeUInt32LE(Math.min(MAX_UINT32, said?.maxAge ?? 0), 5);
  bytes.write(json, HEAD_BYTES);
  return bytes;
}

/** The value of a part, made anew each time: whoever gets it may change it. */
export function partValue(part: Uint8Array): unknown {
  return JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8', HEAD_BYTES));
}

/** What is known of a part beside its value. */
export function partFacts(part: Uint8Array): PartFacts {
  const flags = part[0] ?? 0;
  const scope = (flags & SAID_PUBLIC) !== 0 ? 'PUBLIC' : (flags & SAID_PRIVATE) !== 0 ? 'PRIVATE' : undefined;
  return {
    scope: (flags & PRIVATE) !== 0 ? 'PRIVATE' : 'PUBLIC',
    madeInMs: uint32At(part, 1),
    said: (flags & SAID) === 0 ? undefined : { maxAge: uint32At(part, 5), scope },
  };
}

/** By hand, since a view of the bytes would cost more than all the rest. */
function uint32At(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return a + b * 0x100 + c * 0x1_0000 + d * 0x100_0000;
}
