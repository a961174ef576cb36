import { RE2JS } from 're2js';
import { parseTextPattern } from '../../config/text-pattern.js';

/** Whether a text matches. */
export type TextTest = (text: string) => boolean;

/**
 * Compiles a pattern as `parseTextPattern` reads it. Every kind takes time linear in the text, or nearly so: no text that
 * a client sends makes a pattern slow.
 *
 * - `exact`, `prefix`: compared as they are.
 * - `glob`: `*` stands for any run of characters, also none; the whole text has to match.
 * - `regex`: RE2 syntax, found anywhere in the text unless anchored by `^` and `$`; `(?i)` ignores case.
 *
 * Spec: https://github.com/google/re2/wiki/Syntax.
 *
 * @throws {Error} When a regular expression does not compile: configuration was to check that.
 */
export function compilePattern(written: string): TextTest {
  const { kind, text } = parseTextPattern(written);
  switch (kind) {
    case 'exact':
      return (value) => value === text;
    case 'prefix':
      return (value) => value.startsWith(text);
    case 'glob':
      return compileGlob(text);
    case 'regex': {
      const expression = RE2JS.compile(text);
      return (value) => expression.test(value);
    }
    default:
      return kind satisfies never;
  }
}

/** Compiles patterns of which one has to match. */
export function compilePatterns(patterns: readonly string[]): TextTest {
  const tests = patterns.map(compilePattern);
  return (value) => tests.some((test) => test(value));
}

/** The parts between the stars are looked for from left to right: the leftmost place of each leaves the most to the rest. */
function compileGlob(glob: string): TextTest {
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.pop();
  if (tail === undefined) {
    return (value) => value === head;
  }
  return (value) => {
    if (!value.startsWith(head) || value.length < head.length + tail.length) {
      return false;
    }
    let from = head.length;
    for (const part of rest) {
      const at = value.indexOf(part, from);
      if (at === -1) {
        return false;
      }
      from = at + part.length;
    }
    return value.length - tail.length >= from && value.endsWith(tail);
  };
}
