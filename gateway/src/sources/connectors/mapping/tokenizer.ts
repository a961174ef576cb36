import type { Range } from './ast.js';
import { MappingSyntaxError } from './syntax-error.js';

const punctuators = ['...', '->', '??', '?!', '?', '{', '}', '(', ')', '[', ']', ':', ',', '.', '@'] as const;

/** A sign of the language. */
export type Punctuator = (typeof punctuators)[number];

/** `name` of a variable token is with its `$`; a bare `$` has the name `$`. */
export type Token =
  | { readonly kind: 'punctuator'; readonly text: Punctuator; readonly range: Range }
  | { readonly kind: 'identifier'; readonly name: string; readonly range: Range }
  | { readonly kind: 'variable'; readonly name: string; readonly range: Range }
  | { readonly kind: 'string'; readonly value: string; readonly range: Range }
  | { readonly kind: 'number'; readonly value: number; readonly range: Range }
  | { readonly kind: 'end'; readonly range: Range };

const spaceAndComments = /(?:\s|#[^\n\r]*)*/y;
const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const variable = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?/y;
const number = /-?(?:\d+(?:\.\d*)?|\.\d+)/y;

/**
 * Reads the token at or behind `offset`, skipping white space and `#` comments.
 *
 * @throws {MappingSyntaxError} at a character that starts no token, or a string without an end.
 */
export function nextToken(text: string, offset: number): Token {
  const start = offset + (matchAt(spaceAndComments, text, offset)?.length ?? 0);
  const character = text[start];
  if (character === undefined) return { kind: 'end', range: { start, end: start } };
  if (character === '"' || character === "'") return stringToken(text, start, character);
  const range = (length: number): Range => ({ start, end: start + length });

  const name = matchAt(identifier, text, start);
  if (name !== undefined) return { kind: 'identifier', name, range: range(name.length) };
  const variableName = matchAt(variable, text, start);
  if (variableName !== undefined) return { kind: 'variable', name: variableName, range: range(variableName.length) };
  const digits = matchAt(number, text, start);
  if (digits !== undefined) return { kind: 'number', value: Number(digits), range: range(digits.length) };
  const sign = punctuatorAt(text, start);
  if (sign !== undefined) return { kind: 'punctuator', text: sign, range: range(sign.length) };
  throw new MappingSyntaxError(`Unexpected character ${quoteCharacter(text, start)}`, text, start);
}

/** A token as an error message names it. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'punctuator':
      return `"${token.text}"`;
    case 'identifier':
    case 'variable':
      return `"${token.name}"`;
    case 'string':
      return 'a string';
    case 'number':
      return 'a number';
    case 'end':
      return 'the end';
  }
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function punctuatorAt(text: string, start: number): Punctuator | undefined {
  // `a???b` is an optional `a` and a fallback, so the first `?` stands alone.
  if (text.startsWith('???', start) || text.startsWith('??!', start)) return '?';
  return punctuators.find((sign) => text.startsWith(sign, start));
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function stringToken(text: string, start: number, quote: string): Token {
  let value = '';
  let offset = start + 1;
  for (;;) {
    const character = text[offset];
    if (character === undefined) throw new MappingSyntaxError(`Expected ${quote} to end the string`, text, start);
    if (character === quote) return { kind: 'string', value, range: { start, end: offset + 1 } };
    if (character !== '\\') {
      value += character;
      offset += 1;
      continue;
    }
    const escaped = escapeAt(text, offset);
    value += escaped.value;
    offset += escaped.length;
  }
}

function escapeAt(text: string, offset: number): { readonly value: string; readonly length: number } {
  const character = text[offset + 1];
  const simple = character === undefined ? undefined : escapes[character];
  if (simple !== undefined) return { value: simple, length: 2 };
  const hex = /^\\u([0-9A-Fa-f]{4})/.exec(text.slice(offset, offset + 6))?.[1];
  if (hex !== undefined) return { value: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 };
  throw new MappingSyntaxError('Expected an escape such as \\n, \\" or \\u00e9 behind the backslash', text, offset);
}

function quoteCharacter(text: string, offset: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0));
}
