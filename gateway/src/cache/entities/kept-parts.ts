import { representationsOf } from '../../executor/representations.js';
import type { FetchInput, SourceAnswer, SourceError, SourceObject } from '../../executor/source.js';

/** How what one fetch brings is cut into parts that are kept by themselves. */
export interface PartShape {
  readonly kind: 'entities' | 'rootFields';
  /** What each part is asked for with, as text that tells it from the others of its fetch. */
  texts(input: FetchInput): readonly string[];
  /** The same fetch for some of its parts. */
  only(input: FetchInput, texts: readonly string[]): FetchInput;
  /** @param count Of the parts that were asked for. */
  split(answer: SourceAnswer, count: number): SplitAnswer;
  /** An error of one of the parts that were asked for, as it is to be told of the part that has this place among all. */
  relocate(error: SourceError, part: number): SourceError;
  /** @param values In the order of the parts; null for what there is none of. */
  join(values: readonly unknown[]): SourceObject | null;
}

/** An answer in parts. */
export interface SplitAnswer {
  /** In the order of the parts; undefined when the answer is not of the form that was asked for. */
  readonly values: readonly unknown[] | undefined;
  /** Errors of single parts, by their place; the paths are those of the answer. */
  readonly errors: ReadonlyMap<number, readonly SourceError[]>;
  /** Errors that may concern any of them. */
  readonly general: readonly SourceError[];
}

const noErrors: ReadonlyMap<number, readonly SourceError[]> = new Map();

/** Each entity is a part. */
export const entityParts: PartShape = {
  kind: 'entities',
  texts: ({ representations }) => representations?.texts() ?? [],
  only: (input, texts) => ({ ...input, representations: representationsOf(texts) }),
  split({ data, errors }, count) {
    const entities = data?.['_entities'];
    const values = Array.isArray(entities) && entities.length === count ? entities : undefined;
    if (errors.length === 0) {
      return { values, errors: noErrors, general: [] };
    }
    const own = new Map<number, SourceError[]>();
    const general: SourceError[] = [];
    for (const error of errors) {
      const [root, at] = error.path ?? [];
      if (root === '_entities' && typeof at === 'number' && at < count) {
        own.set(at, [...(own.get(at) ?? []), error]);
      } else {
        general.push(error);
      }
    }
    return { values, errors: own, general };
  },
  relocate: (error, part) => ({ ...error, path: ['_entities', part, ...(error.path ?? []).slice(2)] }),
  join: (values) => ({ _entities: values }),
};

/** All fields of the root that a fetch asks a source for are one part: they are asked for, and kept, together. */
export const rootParts: PartShape = {
  kind: 'rootFields',
  texts: () => [''],
  only: (input) => input,
  split: ({ data, errors }) => ({
    values: typeof data === 'object' && data !== null ? [data] : undefined,
    errors: errors.length === 0 ? noErrors : new Map([[0, errors]]),
    general: [],
  }),
  relocate: (error) => error,
  join: ([value]) => (typeof value === 'object' && value !== null ? (value as SourceObject) : null),
};
