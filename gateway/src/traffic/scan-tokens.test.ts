import fc from 'fast-check';
import { Lexer, Source, TokenKind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { scanTokens } from './scan-tokens.js';

const everything = { maxTokens: Number.POSITIVE_INFINITY, maxNesting: Number.POSITIVE_INFINITY };

/** What graphql-js makes of a text, comments and further lines of block strings included, up to where it gives up. */
function lexed(text: string): { readonly tokens: number; readonly complete: boolean } {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  try {
    for (let token = lexer.advance(); ; token = lexer.advance()) {
      for (let comment = token.prev; comment?.kind === TokenKind.COMMENT; comment = comment.prev) {
        tokens++;
      }
      if (token.kind === TokenKind.EOF) {
        return { tokens, complete: true };
      }
      tokens += token.kind === TokenKind.BLOCK_STRING ? linesOf(text.slice(token.start, token.end)) : 1;
    }
  } catch {
    return { tokens, complete: false };
  }
}

const linesOf = (text: string) => text.split(/\r\n|\r|\n/).length;

describe('scanTokens()', () => {
  it('counts what a lexer does, and comments', () => {
    const text = `
      # one
      query Q($a: [Int!] = [1, -2, 3.5e-10], $b: String = "a \\" b, { ( [") @d(x: """ block " "" \\""" { """) {
        ...F # two
        x: y(a: $a, b: {c: ENUM, d: null})
      }`;
    expect(scanTokens(text, everything)).toEqual({ tokens: lexed(text).tokens, nesting: 3 });
  });

  it('counts as a lexer does in any text that is GraphQL, and never less', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        '_1',
        '0',
        '-1',
        '1.5',
        '2e+3',
        '1-2',
        '...',
        '..',
        '"s"',
        '"\\""',
        '"""b"""',
        '"""\\"""c"""',
        '""',
        '{',
      ],
      ...['}', '(', ')', '[', ']', '!', '$', '@', ':', '=', '|', '&', ',', ' ', '\n', '\r\n', '\t', '#c\n', '\ufeff'],
      ...['"open\n', '"""open', '\\', '?', 'ä', '-', '"""a""""'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const { tokens, complete } = lexed(text);
        const counted = scanTokens(text, everything).tokens;
        expect(complete ? counted === tokens : counted >= tokens, text).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('counts the lines of block strings, however they end, for they are work each', () => {
    const texts = ['BBBaBBB', 'BBB\nBBB', 'BBBa\r\nbr\rc\n\ndBBB', 'BBB\r\r\n', '"a\n"'];
    const counts = texts.map((text) => scanTokens(text.replaceAll('BBB', '"""'), everything).tokens);
    expect(counts).toEqual([1, 2, 5, 3, 2]);
    const bounds = { maxTokens: 3, maxNesting: 9 };
    expect(scanTokens('{ """a\nb""" }', bounds).tokens).toBe(4);
    expect(scanTokens('"""a\nb\nc"""', bounds).tokens).toBe(3);
    expect(scanTokens(`{ """${'\n'.repeat(99)}""" }`, bounds).tokens).toBe(4);
  });

  it('ends with the first token and the first bracket over its bounds', () => {
    expect(scanTokens('a b c d e', { maxTokens: 3, maxNesting: 9 })).toEqual({ tokens: 4, nesting: 0 });
    expect(scanTokens('a b c', { maxTokens: 3, maxNesting: 9 })).toEqual({ tokens: 3, nesting: 0 });
    expect(scanTokens('{[({', { maxTokens: 99, maxNesting: 2 })).toEqual({ tokens: 3, nesting: 3 });
    expect(scanTokens('{[]}{()}', { maxTokens: 99, maxNesting: 2 })).toEqual({ tokens: 8, nesting: 2 });
  });
});
