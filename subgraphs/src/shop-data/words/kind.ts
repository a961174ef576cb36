/** One sort of thing that a department sells; products are made of it by choosing a brand, a model, a size and a colour. */
export interface Kind {
  readonly noun: string;
  /** Completes "Made for …". */
  readonly use: string;
  /** Sentences, each true of any size. */
  readonly features: readonly string[];
  /** From small to large; part of the name. An empty list means that there is one size. */
  readonly sizes: readonly string[];
  /** What a size measures, such as "Persons". */
  readonly sizeLabel: string;
  readonly materials: readonly string[];
  /** Smallest and largest size. */
  readonly grams: readonly [number, number];
  /** Smallest and largest size, in euro cents. */
  readonly cents: readonly [number, number];
}

/** One department with all it takes to make its products. */
export interface Department {
  readonly id: string;
  readonly name: string;
  readonly brands: readonly string[];
  /** Names of colours, see `colours.ts`. */
  readonly colours: readonly string[];
  readonly kinds: readonly Kind[];
}

/** A kind as one line of data: noun, use, sizes, size label, materials, grams, cents, features. */
export type KindLine = readonly [
  noun: string,
  use: string,
  sizes: string,
  sizeLabel: string,
  materials: string,
  grams: readonly [number, number],
  cents: readonly [number, number],
  features: string,
];

/** Reads one line of data; lists are separated by "|". */
export function kindOf(line: KindLine): Kind {
  const [noun, use, sizes, sizeLabel, materials, grams, cents, features] = line;
  return {
    noun,
    use,
    sizes: sizes === '' ? [] : sizes.split('|'),
    sizeLabel,
    materials: materials.split('|'),
    grams,
    cents,
    features: features.split('|'),
  };
}
