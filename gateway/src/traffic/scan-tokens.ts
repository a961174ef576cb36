/** What the text of a document is made of. */
export interface TokenScan {
  /**
   * Names, numbers, strings, signs and comments, and lines of block strings after their first; when counting ended early,
   * one more than was allowed.
   */
  readonly tokens: number;
  /** Most brackets of any kind that are open at once. */
  readonly nesting: number;
}

/** Where counting ends. */
export interface ScanBounds {
  readonly maxTokens: number;
  readonly maxNesting: number;
}

/**
 * Counts tokens and brackets of a GraphQL document without parsing it, so that a parser, which recurses, and whose syntax
 * tree takes hundreds of times the memory of the text, is handed only what it can bear. Takes time linear in what it reads
 * and no memory; ends with the first thing that is over its bound.
 *
 * Text that is no GraphQL is counted all the same: a sign that has no meaning counts as a token. Comments are counted,
 * which for GraphQL are no tokens, because parsers keep them; and lines of block strings, because parsers and printers take
 * each by itself, printers once for every level that it stands at.
 *
 * Spec: GraphQL, section 2.1 Source Text, "Lexical Tokens".
 */
export function scanTokens(text: string, { maxTokens, maxNesting }: ScanBounds): TokenScan {
  let tokens = 0;
  let open = 0;
  let nesting = 0;
  let at = 0;
  while (at < text.length && tokens <= maxTokens && nesting <= maxNesting) {
    const char = text.charCodeAt(at);
    if (isIgnored(char)) {
      at++;
      continue;
    }
    tokens++;
    if (isOpening(char)) {
      nesting = Math.max(nesting, ++open);
    } else if (isClosing(char)) {
      open--;
    }
    const end = endOfToken(text, at, char);
    if (char === quote) {
      tokens += lineEndsIn(text, at, end);
    }
    at = end;
  }
  return { tokens: Math.min(tokens, maxTokens + 1), nesting };
}

const codeOf = (char: string): number => char.charCodeAt(0);
const quote = codeOf('"');
const hash = codeOf('#');
const dot = codeOf('.');
const minus = codeOf('-');
const backslash = codeOf('\\');

/** Space, tab, line ends, comma, byte order mark. */
function isIgnored(char: number): boolean {
  return char === 0x20 || char === 0x09 || char === 0x0a || char === 0x0d || char === 0x2c || char === 0xfeff;
}

function isOpening(char: number): boolean {
  return char === 0x28 || char === 0x5b || char === 0x7b;
}

function isClosing(char: number): boolean {
  return char === 0x29 || char === 0x5d || char === 0x7d;
}

/** Letters, digits and `_`. */
function isNamePart(char: number): boolean {
  return (
    (char >= 0x61 && char <= 0x7a) || (char >= 0x41 && char <= 0x5a) || (char >= 0x30 && char <= 0x39) || char === 0x5f
  );
}

function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39;
}

/** The position after the token that begins at `at` with `char`. */
function endOfToken(text: string, at: number, char: number): number {
  if (char === quote) {
    return text.startsWith('"""', at) ? endOfBlockString(text, at + 3) : endOfString(text, at + 1);
  }
  if (char === hash) {
    return endOfLine(text, at);
  }
  if (char === dot && text.startsWith('...', at)) {
    return at + 3;
  }
  if (isDigit(char) || char === minus) {
    return endOfNumber(text, at);
  }
  return isNamePart(char) ? endOfRun(text, at + 1, isNamePart) : at + 1;
}

/** Spec: GraphQL, sections 2.9.1 Int Value and 2.9.2 Float Value. */
const numberPattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function endOfNumber(text: string, at: number): number {
  numberPattern.lastIndex = at;
  return numberPattern.test(text) ? numberPattern.lastIndex : at + 1;
}

function endOfRun(text: string, from: number, isPart: (char: number) => boolean): number {
  let at = from;
  while (at < text.length && isPart(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** A string that is not closed ends with its line, as a lexer has it. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      return at + 1;
    }
    if (char === 0x0a || char === 0x0d) {
      return at;
    }
    if (char === backslash) {
      at++;
    }
  }
  return text.length;
}

function endOfBlockString(text: string, from: number): number {
  let end = text.indexOf('"""', from);
  while (end !== -1 && text.charCodeAt(end - 1) === backslash && end > from) {
    end = text.indexOf('"""', end + 3);
  }
  return end === -1 ? text.length : end + 3;
}

/** Spec: GraphQL, section 2.1.2 Line Terminators. Of strings only those in three quotes have any. */
function lineEndsIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x0a || (char === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
      lines++;
    }
  }
  return lines;
}

function endOfLine(text: string, from: number): number {
  return endOfRun(text, from, (char) => char !== 0x0a && char !== 0x0d);
}
