import { describe, expect, it } from 'vitest';
import { evaluateMapping } from './evaluate-mapping.js';
import { parseMapping, parseValueMapping } from './parse-mapping.js';
import { MappingSyntaxError } from './syntax-error.js';
import { parseTemplate } from './template.js';
import type { MappingVersion } from './version.js';

const value = (text: string, data: unknown = {}, version: MappingVersion = 'v0.4'): unknown =>
  JSON.parse(JSON.stringify({ value: evaluateMapping(parseMapping(text, version), data, new Map()).value })).value;

function faultOf(
  text: string,
  version: MappingVersion,
  parse: (text: string, version: MappingVersion) => unknown = parseMapping,
): string {
  try {
    parse(text, version);
  } catch (error) {
    if (error instanceof MappingSyntaxError) return error.message;
    throw error;
  }
  throw new Error(`Parsed: ${text}`);
}

/** What is refused, its text, the message and the column. */
type Refused = readonly [what: string, text: string, message: string, column: number];

const callsOfV3: readonly Refused[] = [
  ...['get(0)', 'filter(@)', 'find(@)', 'eq(1)', 'ne(1)', 'in(1)', 'contains(1)', 'gt(1)', 'gte(1)', 'lt(1)', 'lte(1)'],
  ...['and(true)', 'or(true)', 'not', 'add(1)', 'sub(1)', 'mul(1)', 'div(1)', 'mod(1)', 'toString', 'parseInt'],
  'jsonParse',
].map((call) => [`->${call}`, `x: a->${call}`, `"->${call.replace(/\(.*/, '')}" came with connect/v0.3`, 7]);

describe('parseMapping() by version', () => {
  it.each<Refused>([
    ['?', 'a?', '"?" came with connect/v0.3', 2],
    ['? behind a root', '$args?.a', '"?" came with connect/v0.3', 6],
    ['? behind a method', 'a->first?', '"?" came with connect/v0.3', 9],
    ['??', 'x: $(a ?? b)', '"??" came with connect/v0.3', 8],
    ['?!', 'x: $(a ?! b)', '"?!" came with connect/v0.3', 8],
    ['$env', '$env.NAME', '"$env" came with connect/v0.3', 1],
    ['->as', 'x: a->as($b)', '"->as" came with connect/v0.3', 7],
    ...callsOfV3,
  ])('refuses %s before v0.3, at its place and with a hint', (_what, text, message, column) => {
    for (const version of ['v0.1', 'v0.2'] as const) {
      const fault = faultOf(text, version);
      expect(fault).toContain(message);
      expect(fault).toContain(
        `this subgraph links connect/${version}, so link v0.3 to use it (line 1, column ${column})`,
      );
    }
    expect(() => parseMapping(text, 'v0.3')).not.toThrow();
    expect(() => parseMapping(text, 'v0.4')).not.toThrow();
  });

  it.each([
    ['a spread', '...a', '"..." came with connect/v0.4'],
    ['a number for a field', 'x: 1', 'before connect/v0.4 a literal goes into $(…)'],
    ['a list for a field', 'x: [1]', 'before connect/v0.4 a literal goes into $(…)'],
    ['a lone key in an object literal', '$({ a })', 'connect/v0.4 reads a lone key too'],
    ['a comma between fields', 'x: { a, b }', 'fields are separated by white space'],
    ['a fallback for a field', 'x: a ?? b', 'Expected a field or the end'],
  ])('refuses %s before v0.4', (_what, text, message) => {
    expect(faultOf(text, 'v0.3')).toContain(message);
    expect(() => parseMapping(text, 'v0.4')).not.toThrow();
  });

  it('holds templates to the version too', () => {
    expect(faultOf('/a/{$args.id?}', 'v0.2', parseTemplate)).toContain('"?" came with connect/v0.3');
    expect(() => parseTemplate('/a/{$args.id?}', 'v0.3')).not.toThrow();
  });

  it('has every method of v0.1 from v0.1 on', () => {
    const text =
      "x: a->echo(@)->map(@)->match([1, 2])->first->last->size->slice(0)->entries->joinNotNull(',')->jsonStringify";
    expect(() => parseMapping(text, 'v0.1')).not.toThrow();
  });
});

describe('v0.4', () => {
  it.each([
    [
      'a literal for a field',
      'a: 1 b: "x" c: true d: null e: [1, "y"] f: { g: 2 }',
      { a: 1, b: 'x', c: true, d: null, e: [1, 'y'], f: { g: 2 } },
    ],
    [
      'any JSON as itself',
      '{ "a": [{ "b": null }, -1.5], "c d": "\\u00e9", "e": {} }',
      { a: [{ b: null }, -1.5], 'c d': 'é', e: {} },
    ],
    ['a JSON list', '[1, "a", [null]]', [1, 'a', [null]]],
    ['a JSON scalar', '"text"', 'text'],
    ['a key named like a literal, read by $', 'x: $.true y: $."two words"', { x: 1, y: 2 }],
    ['fallbacks without $(…)', 'x: missing? ?? "none"', { x: 'none' }],
    ['a fallback as the whole', 'missing? ?? list', [{ id: 1, n: 'p' }, { id: 2 }]],
    ['a path from a literal', 'x: "a,b"->size', { x: 3 }],
  ])('reads %s', (_what, text, expected) => {
    const data = { true: 1, 'two words': 2, list: [{ id: 1, n: 'p' }, { id: 2 }] };
    expect(value(text, data)).toEqual(expected);
  });

  it('reads quoted keys as fields before v0.4, and as texts from then on', () => {
    expect(value('x: "USD"', { USD: 1 }, 'v0.3')).toEqual({ x: 1 });
    expect(value('x: "USD"', { USD: 1 }, 'v0.4')).toEqual({ x: 'USD' });
  });

  it('takes keys for themselves in objects, wherever they stand', () => {
    const list = [{ id: 1, name: 'p', more: 0 }];
    expect(value('x: list->map({ id, n: name, all: $.count })', { list, count: 7 })).toEqual({
      x: [{ id: 1, n: 'p', all: 7 }],
    });
  });

  it('spreads objects, the later key winning, and null or nothing as nothing', () => {
    const data = { id: 1, address: { city: 'Bath', id: 9 }, gone: null };
    expect(value('id ...address { city } ...gone ...lost? ...$({ id: 2 })', data)).toEqual({ id: 2, city: 'Bath' });
  });

  it('says what cannot be spread', () => {
    const { value: found, problems } = evaluateMapping(
      parseMapping('a ...list', 'v0.4'),
      { a: 1, list: [1] },
      new Map(),
    );
    expect(JSON.stringify(found)).toBe('{"a":1}');
    expect(problems).toMatchObject([{ message: 'Cannot merge a list into an object', range: { start: 2, end: 9 } }]);
  });

  it('chooses what to spread by ->match, $ being the object around', () => {
    const text = `$.items {
      id
      ... kind->match(
        ["book", { __typename: "Book", author: $.author }],
        ["film", { __typename: "Film", director: $.director }],
        [@, { __typename: "Thing" }]
      )
    }`;
    const items = [
      { id: 1, kind: 'book', author: 'A' },
      { id: 2, kind: 'film', director: 'D' },
      { id: 3, kind: 'other' },
    ];
    expect(value(text, { items })).toEqual([
      { id: 1, __typename: 'Book', author: 'A' },
      { id: 2, __typename: 'Film', director: 'D' },
      { id: 3, __typename: 'Thing' },
    ]);
  });

  it('reads a lone key as a value where one is wanted', () => {
    const mapping = parseValueMapping('detail', 'v0.4');
    expect(evaluateMapping(mapping, { detail: 'd' }, new Map()).value).toBe('d');
  });

  it.each([
    ['a quoted key without a value', '{ "a" "b": 1 }', 'Expected an alias such as "name:" before a value'],
    ['a spread of nothing', '...', 'Expected a value: got the end'],
    ['a field without its value', 'a:', 'Expected a value: got the end'],
  ])('refuses %s', (_what, text, message) => {
    expect(faultOf(text, 'v0.4')).toContain(message);
  });
});
