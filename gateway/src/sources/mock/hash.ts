/**
 * A number that follows from a text, spread evenly over 0 to 2^32 - 1. The same on every machine and in every version:
 * mocked values are made of it.
 *
 * Spec: FNV-1a, 32 bit, over UTF-16 code units, finished like MurmurHash3.
 */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  // Texts that differ in their last letter alone would differ in few bits.
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** The item of a list that a hash picks. */
export function pick<Item>(items: readonly Item[], hashed: number): Item | undefined {
  return items[hashed % items.length];
}
