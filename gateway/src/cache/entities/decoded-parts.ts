import { LRUCache } from 'lru-cache';
import { partValue } from './part-record.js';

/** Values of parts that are read often, so that their JSON is not parsed each time. */
export interface DecodedParts {
  /**
   * @param part As the store has it: the same bytes, not equal ones, are known again.
   * @returns The part's value, made anew each time: whoever gets it may change it.
   */
  valueOf(part: Uint8Array): unknown;
}

/** What values take in memory, in bytes, beside the store. */
const MAX_BYTES = 4 * 1024 * 1024;
/** As many times its JSON is what a value is counted as: objects and strings cost more than their text. */
const TIMES_JSON = 4;
const OVERHEAD_BYTES = 300;
/** One reading in so many remembers a value: so it is those that are read often, and a store that hands out copies costs nothing. */
const REMEMBER_ONE_IN = 2;

/** Makes an empty memory. */
export function createDecodedParts(): DecodedParts {
  const values = new LRUCache<Uint8Array, object>({
    maxSize: MAX_BYTES,
    sizeCalculation: (_value, part) => TIMES_JSON * part.byteLength + OVERHEAD_BYTES,
  });
  let readings = 0;
  return {
    valueOf(part) {
      const known = values.get(part);
      if (known !== undefined) {
        return copy(known);
      }
      const value = partValue(part);
      readings++;
      if (
        readings % REMEMBER_ONE_IN === 0 &&
        typeof value === 'object' &&
        value !== null &&
        isShallow(value, MAX_DEPTH)
      ) {
        values.set(part, value);
        return copy(value);
      }
      return value;
    },
  };
}

/** What is nested more deeply is parsed each time: copying would overflow the stack where parsing does not. */
const MAX_DEPTH = 100;

function isShallow(value: unknown, depth: number): boolean {
  return (
    typeof value !== 'object' ||
    value === null ||
    (depth > 0 && Object.values(value).every((below) => isShallow(below, depth - 1)))
  );
}

/** Strings are shared, which is what makes it many times cheaper than parsing. */
function copy(value: object): object {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (typeof item === 'object' && item !== null ? copy(item) : item));
  }
  const copied: Record<string, unknown> = { ...value };
  for (const name in copied) {
    const below = copied[name];
    if (typeof below === 'object' && below !== null) {
      copied[name] = copy(below);
    }
  }
  return copied;
}
