import { RE2JS } from 're2js';
import { z } from 'zod';

/** Longest pattern, in characters; longer ones are lists that were written as one pattern. */
const maxPatternLength = 1000;

/** How a pattern is compared with a text. */
export type TextPatternKind = 'exact' | 'prefix' | 'glob' | 'regex';

/** A pattern, read. */
export interface TextPattern {
  readonly kind: TextPatternKind;
  readonly text: string;
}

/**
 * Reads a pattern as it is written in a configuration: `prefix:`, `glob:` or `regex:` and what follows, `exact:` or nothing
 * for the text itself. An upper-case name or another word before a colon is text: `https://shop.example` is exact.
 */
export function parseTextPattern(written: string): TextPattern {
  const [, kind, text] = /^(exact|prefix|glob|regex):(.*)$/s.exec(written) ?? [];
  return kind === undefined || text === undefined
    ? { kind: 'exact', text: written }
    : { kind: kind as TextPatternKind, text }; // one of the four by the expression above
}

/** A pattern as an option: what cannot be compiled is a problem of the file, with the place where it stands. */
export const textPatternOption = z
  .string()
  .min(1)
  .max(maxPatternLength)
  .superRefine((written, context) => {
    const { kind, text } = parseTextPattern(written);
    const fault = text === '' ? 'there is nothing after the colon' : kind === 'regex' ? faultOf(text) : undefined;
    if (fault !== undefined) {
      context.addIssue({ code: 'custom', message: `Cannot use the pattern ${JSON.stringify(written)}: ${fault}` });
    }
  });

function faultOf(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    return `it is no RE2 expression (${error instanceof Error ? error.message : String(error)})`;
  }
}
