import type { PathElement } from './paths.js';

/** What is compared of an error. */
export interface AnswerError {
  readonly message: string;
  readonly path: readonly PathElement[] | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** What an operation came to, on either side. */
export type Answer =
  | {
      readonly kind: 'executed';
      /** `data` as JSON text. */
      readonly data: string;
      readonly errors: readonly AnswerError[];
      /** Mutation fields in the order in which they ran. */
      readonly journal: readonly string[];
    }
  /** The variables do not fit; nothing ran. */
  | { readonly kind: 'refused'; readonly messages: readonly string[] }
  /** There is no answer at all. */
  | { readonly kind: 'failed'; readonly message: string };

/** An error that an operation can bring. */
export interface PossibleError {
  readonly message: string;
  readonly path: readonly PathElement[];
}

/** An error of a field that the client did not ask for, but the `@requires` of one that it did. */
export interface HiddenError {
  readonly message: string;
  /** Path of the object that has the field with the `@requires`. */
  readonly object: readonly PathElement[];
  /** From there on, in field names. */
  readonly below: readonly PathElement[];
}

/** Every error that an operation can bring, however its execution is ordered and cut short. */
export interface PossibleErrors {
  readonly errors: readonly PossibleError[];
  readonly hidden: readonly HiddenError[];
  /** Path key -> name of the field that stands there, when it has no arguments. */
  readonly plainFields: ReadonlyMap<string, string>;
}
