import { LRUCache } from 'lru-cache';
import { partValue } from './part-record.js';

/** Values of parts that are read often, so that their JSON is not parsed each time. */
export interface DecodedParts {
  /**
   * @param part As the store has it: the same bytes, not equal ones, are known again.
   * @returns The part's value, made anew each time: whoever gets it may change it.
   */
  valueOf(part: Uint8Array): unknown;
  /** How many values it holds. */
  size(): number;
}

/** What values take in memory, in bytes, beside the store. */
const MAX_BYTES = 4 * 1024 * 1024;
/** As many times its JSON is what a value is counted as: objects and strings cost more than their text. */
const TIMES_JSON = 4;
const OVERHEAD_BYTES = 300;
/** Makes an empty memory. */
export function createDecodedParts(): DecodedParts {
  const values = new LRUCache<Uint8Array, object>({
    maxSize: MAX_BYTES,
    sizeCalculation: (_value, part) => TIMES_JSON * part.byteLength + OVERHEAD_BYTES,
  });
  return {
    size: () => values.size,
    valueOf(part) {
      const known = values.get(part);
      if (known !== undefined) {
        return copy(known, 0);
      }
      const value = partValue(part);
      if (typeof value !== 'object' || value === null) {
        return value;
      }
      try {
        const copied = copy(value, 0);
        values.set(part, value);
        return copied;
      } catch {
        return value; // too deep, so it is parsed each time
      }
    },
  };
}

/** Copying what is nested more deeply might overflow the stack where parsing does not. */
const MAX_DEPTH = 100;

/**
 * Strings are shared, which is what makes it many times cheaper than parsing.
 *
 * @throws {RangeError} Nested too deeply.
 */
function copy(value: object, depth: number): object {
  if (depth > MAX_DEPTH) {
    throw new RangeError('Nested too deeply');
  }
  if (Array.isArray(value)) {
    const items: unknown[] = new Array(value.length);
    for (let at = 0; at < value.length; at++) {
      const item: unknown = value[at];
      items[at] = typeof item === 'object' && item !== null ? copy(item, depth + 1) : item;
    }
    return items;
  }
  const copied: Record<string, unknown> = {};
  for (const name in value) {
    // An own `__proto__` was never asked for, and assigning it would change the prototype.
    if (name !== '__proto__') {
      const below = (value as Record<string, unknown>)[name];
      copied[name] = typeof below === 'object' && below !== null ? copy(below, depth + 1) : below;
    }
  }
  return copied;
}
