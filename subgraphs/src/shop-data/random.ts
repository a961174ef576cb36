/** A reproducible source of randomness: the same seed gives the same numbers on every machine and every Node. */
export interface Random {
  /** A whole number, both bounds included. */
  integer(min: number, max: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** Up to `count` different items, in random order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** A number of at least 0 and below 1. */
  next(): number;
}

/**
 * Creates a generator from a text.
 *
 * Each product and each list has a seed of its own ("reviews:FX-10042"), so that a change in one place of the data does
 * not shift everything after it.
 *
 * The algorithm is mulberry32, seeded by FNV-1a: a few lines, even enough for a shop, and not for secrets.
 */
export function createRandom(seed: string): Random {
  let state = fnv1a(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const sample = <T>(items: readonly T[], count: number): T[] => {
    const rest = [...items];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) taken.push(...rest.splice(integer(0, rest.length - 1), 1));
    return taken;
  };
  return {
    next,
    integer,
    sample,
    chance: (probability) => next() < probability,
    pick(items) {
      const [item] = sample(items, 1);
      if (item === undefined) throw new RangeError('Cannot pick from an empty list');
      return item;
    },
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
