import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMapping, parseValueMapping } from './parse-mapping.js';
import { MappingSyntaxError } from './syntax-error.js';
import { parseTemplate } from './template.js';
import { variablesUsed } from './variables-used.js';

function faultOf(text: string, parse: (text: string) => unknown = parseMapping): MappingSyntaxError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof MappingSyntaxError) return error;
    throw error;
  }
  throw new Error(`Parsed: ${text}`);
}

describe('parseMapping()', () => {
  it.each([
    ['an unclosed brace', 'a {\n  b', 'Expected "}": got the end', [2, 4]],
    ['a path without an alias among fields', 'a\nb.c', 'Expected an alias such as "name:"', [2, 1]],
    ['a lone path without an alias in braces', 'x: { a.b }', 'Expected an alias such as "name:"', [1, 6]],
    ['a bare number', 'x: 1', 'a literal goes into $(…)', [1, 4]],
    ['a comma between fields', 'a, b', 'fields are separated by white space', [1, 2]],
    ['a spread', '...a', '"..." came with connect/v0.4: this subgraph links connect/v0.3', [1, 1]],
    ['an unknown method', 'a->frist', 'Unknown method "frist", did you mean "first"', [1, 4]],
    ['too few arguments', 'a->joinNotNull', 'Expected 1 argument for ->joinNotNull: got 0', [1, 4]],
    ['too many arguments', 'a->slice(1, 2, 3)', 'Expected 0 to 2 arguments for ->slice: got 3', [1, 4]],
    ['no argument of a variadic method', 'a->and()', 'Expected at least 1 argument for ->and: got 0', [1, 4]],
    ['an unclosed string', 'x: $("a', 'Expected " to end the string', [1, 6]],
    ['an unknown escape', 'x: $("\\q")', 'Expected an escape', [1, 7]],
    ['mixed fallbacks', 'x: $(a ?? b ?! c)', 'Cannot mix "??" and "?!"', [1, 6]],
    ['a binding of no variable', 'x: a->as(b)', 'Expected a variable such as $name', [1, 10]],
    ['a character of no token', 'a % b', 'Unexpected character "%"', [1, 3]],
    ['a key that is missing', 'a.', 'Expected a key: got the end', [1, 3]],
    ['an object without values', '$({ a })', 'Expected a key and ":"', [1, 5]],
  ])('says what was expected and where at %s', (_what, text, message, [line, column]) => {
    const fault = faultOf(text);
    expect(fault.message).toContain(message);
    expect({ line: fault.line, column: fault.column }).toEqual({ line, column });
  });

  it.each(['$(', 'a{', '$([', 'x:{', '$({a:', '$->echo(', 'a->as($x,'])(
    'refuses %j nested 65 deep, far from exhausting the stack at 33000',
    (open) => {
      expect(faultOf(open.repeat(65)).message).toContain('Expected brackets to nest at most 64 deep');
      expect(faultOf(open.repeat(Math.floor(99_000 / open.length))).message).toContain('at most 64 deep');
    },
  );

  it('accepts brackets nested 64 deep', () => {
    expect(() => parseMapping(`${'$('.repeat(64)}1${')'.repeat(64)}`)).not.toThrow();
  });

  it('accepts 100000 characters and refuses one more', () => {
    expect(() => parseMapping(`a${' '.repeat(99_999)}`)).not.toThrow();
    expect(faultOf(`a${' '.repeat(100_000)}`).message).toContain('Expected at most 100000 characters');
  });

  it('reads every form of the grammar', () => {
    const text = `
      # a comment
      a "quoted key" b: c d: e.f? g: { h i: $.j.'k l' } m: $args.n { o } p: $config
      q: r?->first?->slice(0, -1,) s: $(t ?? u ?? null) v: $([1, -2.5, .5, 'x', true, { y: z, "w": @ }])
      aa: $("text")->size bb: cc->as($dd)->map($dd) ee: ff->as($gg, @.hh)->echo($gg) ii { jj { kk } }
      $this.ll { mm } nn: $("a" ?! b)
    `;
    expect(() => parseMapping(text)).not.toThrow();
  });

  it('throws nothing but MappingSyntaxError on any text', () => {
    const pieces = fc.constantFrom(
      ...['a', 'b', '$', '$args', '@', '.', '->', 'first', 'map', 'as', '(', ')', '{', '}', '[', ']', ':', ',', '?'],
      ...['??', '?!', '"s"', "'", '1', '-', '#', '\n', ' ', '...', '\\', 'null'],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of [parseMapping, parseValueMapping, parseTemplate]) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(MappingSyntaxError);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parseTemplate()', () => {
  it('counts positions in the whole text', () => {
    const fault = faultOf('/a/{$args.id}\n/{$args.}', parseTemplate);
    expect(fault.message).toContain('Expected a key: got "}"');
    expect({ line: fault.line, column: fault.column, offset: fault.offset }).toEqual({
      line: 2,
      column: 9,
      offset: 22,
    });
  });

  it.each([
    ['a stray }', '/a}b', 'Unexpected "}" without its "{"'],
    ['an unclosed {', '/a/{$args.id', 'Expected "}": got the end'],
    ['an empty {}', '/a/{}', 'Expected a path'],
  ])('refuses %s', (_what, text, message) => {
    expect(faultOf(text, parseTemplate).message).toContain(message);
  });
});

describe('variablesUsed()', () => {
  const used = (text: string) => variablesUsed(parseMapping(text)).map(({ name, path }) => [name, ...path].join('.'));

  it('lists each leaf that is read', () => {
    expect(used('x: $args.a.b y: $this { id owner { name } }')).toEqual(['$args.a.b', '$this.id', '$this.owner.name']);
  });

  it('stops at methods and looks into their arguments', () => {
    expect(used('$batch.id->joinNotNull($config.separator)')).toEqual(['$config.separator', '$batch.id']);
    expect(used('x: $args->jsonStringify')).toEqual(['$args']);
  });

  it('leaves out what ->as has bound, in its scope only', () => {
    expect(used('x: a->as($x)->echo($x.b) y: $x')).toEqual(['$x']);
  });

  it('reads templates too', () => {
    expect(variablesUsed(parseTemplate('/{$args.a}/{$this.b}')).map(({ name }) => name)).toEqual(['$args', '$this']);
  });
});
