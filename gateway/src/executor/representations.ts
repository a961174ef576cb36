import { isPlainText, jsonString } from './json-string.js';

/** The representations of one fetch's entities, duplicates removed, in the order in which the source is to answer them. */
export interface Representations {
  /** >= 1. */
  readonly length: number;
  /** Each as JSON text. */
  texts(): readonly string[];
  /** All of them as the text of one JSON list. */
  list(): string;
}

/** Representations that are texts already. */
export function representationsOf(texts: readonly string[]): Representations {
  return { length: texts.length, texts: () => texts, list: () => `[${texts.join(',')}]` };
}

/** JSON text of a representation that differs from others in one value. */
export interface RepresentationFrame {
  /** Up to the value. */
  readonly before: string;
  /** From the value on. */
  readonly after: string;
}

/**
 * Representations that differ in one value. Nothing is made for each of them when they are wanted as a list, as they are
 * by whoever sends them: the texts of ten thousand were a third of what an execution had the collector look at.
 *
 * @param values Strings and numbers as JSON has them.
 */
export function framedRepresentations(
  values: readonly (string | number)[],
  { before, after }: RepresentationFrame,
): Representations {
  const texts = (): readonly string[] => values.map((value) => before + valueText(value) + after);
  return {
    length: values.length,
    texts,
    list() {
      const quote = quoteOf(values);
      return quote === undefined
        ? `[${texts().join(',')}]`
        : `[${before}${quote}${values.join(`${quote}${after},${before}${quote}`)}${quote}${after}]`;
    },
  };
}

/** What stands around each of the values; undefined when that is not the same for all, or some of them need escapes. */
function quoteOf(values: readonly (string | number)[]): '"' | '' | undefined {
  if (values.every(isPlainText)) {
    return '"';
  }
  return values.every(Number.isFinite) ? '' : undefined;
}

/** JSON knows no infinity, which `1e999` is read as. */
function valueText(value: string | number): string {
  return typeof value === 'string' ? jsonString(value) : JSON.stringify(value);
}
