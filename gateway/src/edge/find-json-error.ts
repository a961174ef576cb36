/** Where a text stops being JSON. Line and column count from 1; the column in UTF-16 units. */
export interface JsonErrorPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

type Token = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'scalar';

/** What the grammar allows next. */
type State = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or close' | 'end';

const whitespace = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids exactly these in strings.
const plainCharacters = /[^"\\\u0000-\u001f]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds the first character that makes a text no JSON. V8's own message often has no position, and quotes the text.
 * Linear, and without recursion, so that a deeply nested text does no harm.
 *
 * Spec: RFC 8259.
 *
 * @returns undefined when the text is JSON; the position after its last character when it ends too early.
 */
export function findJsonError(text: string): JsonErrorPosition | undefined {
  const open: Token[] = [];
  let state: State = 'value';
  let offset = skip(whitespace, text, 0);
  while (offset < text.length) {
    const { token, end } = readToken(text, offset);
    const next: State | undefined = token === undefined ? undefined : nextState(state, token, open);
    if (next === undefined) {
      return positionAt(text, token === undefined ? end : offset);
    }
    state = next;
    offset = skip(whitespace, text, end);
  }
  return state === 'end' ? undefined : positionAt(text, offset);
}

/** Reads one token; without one, `end` is where it goes wrong. */
function readToken(text: string, offset: number): { token: Token | undefined; end: number } {
  const character = text[offset];
  switch (character) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return { token: character, end: offset + 1 };
    case '"':
      return readString(text, offset);
    default: {
      const end = skip(scalar, text, offset);
      return { token: end === offset ? undefined : 'scalar', end };
    }
  }
}

function readString(text: string, offset: number): { token: 'string' | undefined; end: number } {
  let end = offset + 1;
  while (true) {
    end = skip(plainCharacters, text, end);
    if (text[end] === '"') {
      return { token: 'string', end: end + 1 };
    }
    const afterEscape = skip(escapeSequence, text, end);
    if (afterEscape === end) {
      return { token: undefined, end };
    }
    end = afterEscape;
  }
}

/** One step of the grammar; undefined when the token is not allowed. Keeps `open`, the brackets not yet closed. */
function nextState(state: State, token: Token, open: Token[]): State | undefined {
  switch (token) {
    case '{':
    case '[':
      if (state !== 'value' && state !== 'value or ]') {
        return undefined;
      }
      open.push(token);
      return token === '{' ? 'key or }' : 'value or ]';
    case '}':
    case ']':
      if (state === 'value' || state === 'key' || state === 'colon' || open.pop() !== (token === '}' ? '{' : '[')) {
        return undefined;
      }
      return afterValue(open);
    case ':':
      return state === 'colon' ? 'value' : undefined;
    case ',':
      return state === 'comma or close' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
    case 'string':
      return state === 'key' || state === 'key or }' ? 'colon' : nextState(state, 'scalar', open);
    case 'scalar':
      return state === 'value' || state === 'value or ]' ? afterValue(open) : undefined;
  }
}

function afterValue(open: readonly Token[]): State {
  return open.length === 0 ? 'end' : 'comma or close';
}

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

function positionAt(text: string, offset: number): JsonErrorPosition {
  const before = text.slice(0, offset);
  return { offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
