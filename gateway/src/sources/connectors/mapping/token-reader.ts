import type { Range } from './ast.js';
import { MappingSyntaxError } from './syntax-error.js';
import { describeToken, nextToken, type Punctuator } from './tokenizer.js';
import { isSince, type MappingVersion } from './version.js';

/** Longest text that is parsed, in UTF-16 code units: far over any real mapping, and bounds the parser's work. */
const maxTextLength = 100_000;

/** Deepest nesting of brackets: far over any real mapping, and far under what would exhaust the stack. */
const maxDepth = 64;

/** Reads tokens one by one, one token ahead; every method that fails throws a `MappingSyntaxError`. */
export interface TokenReader {
  /** Whether the text's version has what came with `since`. */
  has(since: MappingVersion): boolean;
  /** Fails at `offset` when the text's version is older than `since`, which brought `feature`. */
  require(feature: string, since: MappingVersion, offset: number): void;
  /** Range of the token ahead. */
  range(): Range;
  /** From `start` to the end of the last token taken. */
  rangeFrom(start: number): Range;
  isAt(sign: Punctuator): boolean;
  isAtEnd(): boolean;
  /** At a name or a quoted key. */
  isAtKey(): boolean;
  /** At `$…` or `@`. */
  isAtPath(): boolean;
  /** At anything that an expression can begin with. */
  isAtValue(): boolean;
  /** Takes the token ahead when it is `sign`. */
  take(sign: Punctuator): boolean;
  takeKey(): string | undefined;
  /** Takes a key and the `:` behind it, when both are there. */
  takeAlias(): string | undefined;
  takeIdentifier(): string | undefined;
  takeVariable(): string | undefined;
  /** Takes a `?`. */
  takeOptional(): boolean;
  takeFallback(): '??' | '?!' | undefined;
  /** Takes a string, a number, `true`, `false` or `null`; undefined when none is ahead. */
  takeScalar(): string | number | boolean | null | undefined;
  expect(sign: Punctuator): void;
  expectEnd(): void;
  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T;
  /** Fails at the token ahead: `Expected …: got …`. */
  fail(expected: string): never;
  failAt(offset: number, message: string): never;
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Reads `text` from `offset` on.
 *
 * @throws {MappingSyntaxError} when the text is too long or its first token is none.
 */
export function createTokenReader(text: string, offset: number, version: MappingVersion): TokenReader {
  if (text.length > maxTextLength) {
    throw new MappingSyntaxError(
      `Expected at most ${maxTextLength} characters: got ${text.length}`,
      text,
      maxTextLength,
    );
  }
  let token = nextToken(text, offset);
  let lastEnd = offset;
  let depth = 0;

  const advance = (): void => {
    lastEnd = token.range.end;
    token = nextToken(text, lastEnd);
  };
  const isAt = (sign: Punctuator): boolean => token.kind === 'punctuator' && token.text === sign;
  const isAtKey = (): boolean => token.kind === 'identifier' || token.kind === 'string';
  const failAt = (at: number, message: string): never => {
    throw new MappingSyntaxError(message, text, at);
  };
  const requireVersion = (feature: string, since: MappingVersion, at: number): void => {
    if (isSince(version, since)) return;
    failAt(
      at,
      `${feature} came with connect/${since}: this subgraph links connect/${version}, so link ${since} to use it`,
    );
  };
  const fail = (expected: string): never => {
    if (isAt('...') && !isSince(version, 'v0.4')) requireVersion('"..."', 'v0.4', token.range.start);
    const hint = isAt(',') ? ' (fields are separated by white space)' : '';
    return failAt(token.range.start, `Expected ${expected}: got ${describeToken(token)}${hint}`);
  };
  const take = (sign: Punctuator): boolean => {
    if (!isAt(sign)) return false;
    advance();
    return true;
  };
  const takeKey = (): string | undefined => {
    const key = token.kind === 'identifier' ? token.name : token.kind === 'string' ? token.value : undefined;
    if (key !== undefined) advance();
    return key;
  };

  return {
    has: (since) => isSince(version, since),
    require: requireVersion,
    range: () => token.range,
    rangeFrom: (start) => ({ start, end: lastEnd }),
    isAt,
    isAtEnd: () => token.kind === 'end',
    isAtKey,
    isAtValue: () => token.kind !== 'end' && (token.kind !== 'punctuator' || isAt('@') || isAt('[') || isAt('{')),
    isAtPath: () => token.kind === 'variable' || isAt('@'),
    take,
    takeKey,
    takeAlias() {
      if (!isAtKey()) return undefined;
      const colon = nextToken(text, token.range.end);
      if (colon.kind !== 'punctuator' || colon.text !== ':') return undefined;
      const key = takeKey();
      advance();
      return key;
    },
    takeIdentifier: () => (token.kind === 'identifier' ? takeKey() : undefined),
    takeVariable() {
      const name = token.kind === 'variable' ? token.name : undefined;
      if (name === '$env') requireVersion('"$env"', 'v0.3', token.range.start);
      if (name !== undefined) advance();
      return name;
    },
    takeOptional() {
      if (isAt('?')) requireVersion('"?"', 'v0.3', token.range.start);
      return take('?');
    },
    takeFallback() {
      const operator = isAt('??') ? '??' : isAt('?!') ? '?!' : undefined;
      if (operator === undefined) return undefined;
      requireVersion(`"${operator}"`, 'v0.3', token.range.start);
      advance();
      return operator;
    },
    takeScalar() {
      const value =
        token.kind === 'string' || token.kind === 'number'
          ? token.value
          : token.kind === 'identifier'
            ? words.get(token.name)
            : undefined;
      if (value !== undefined) advance();
      return value;
    },
    expect(sign) {
      if (!take(sign)) fail(`"${sign}"`);
    },
    expectEnd() {
      if (token.kind !== 'end') fail('a field or the end');
    },
    nested(parse) {
      depth += 1;
      if (depth > maxDepth) failAt(token.range.start, `Expected brackets to nest at most ${maxDepth} deep`);
      const result = parse();
      depth -= 1;
      return result;
    },
    fail,
    failAt,
  };
}
