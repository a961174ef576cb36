import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateMapping } from './evaluate-mapping.js';
import { parseMapping, parseValueMapping } from './parse-mapping.js';

type Variables = Readonly<Record<string, unknown>>;

function evaluate(text: string, data: unknown, variables: Variables = {}) {
  return evaluateMapping(parseMapping(text), data, new Map(Object.entries(variables)));
}

/** The value as JSON, so that objects without a prototype compare; with the messages of problems. */
function result(text: string, data: unknown, variables: Variables = {}) {
  const { value, problems } = evaluate(text, data, variables);
  const plain: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  return [plain, ...problems.map(({ message, path }) => `${path.join('.')}: ${message}`)];
}

describe('evaluateMapping(): paths and keys', () => {
  it.each([
    ['a key keeps its name', 'a', { a: 1 }, { a: 1 }],
    ['a path is its value', 'a.b', { a: { b: 2 } }, 2],
    ['$ makes one key a path', '$.a', { a: 1 }, 1],
    ['an alias renames', 'x: a y: b.c', { a: 1, b: { c: 2 } }, { x: 1, y: 2 }],
    ['{…} cuts an object down', 'a { b }', { a: { b: 1, c: 2 } }, { a: { b: 1 } }],
    ['a path with {…} is the whole value', '$.a { b }', { a: { b: 1, c: 2 } }, { b: 1 }],
    ['a path with {…} among fields is merged', 'x a.b { c }', { x: 1, a: { b: { c: 2 } } }, { x: 1, c: 2 }],
    ['a group gathers current fields', 'x: { a y: { b } }', { a: 1, b: 2 }, { x: { a: 1, y: { b: 2 } } }],
    ['a group makes a reference', 'author: { id: authorId }', { authorId: 7 }, { author: { id: 7 } }],
    ['quoted keys', '"a b": c d: $."e f"', { c: 1, 'e f': 2 }, { 'a b': 1, d: 2 }],
    ['$ is the closest {}', 'a { b: $.c d: $ { c } }', { a: { c: 1 } }, { a: { b: 1, d: { c: 1 } } }],
    ['$ of a scalar', 'tags { name: $ }', { tags: ['x'] }, { tags: [{ name: 'x' }] }],
    ['comments', 'a # { not this\n b', { a: 1, b: 2 }, { a: 1, b: 2 }],
  ])('%s', (_what, text, data, expected) => {
    expect(result(text, data)).toEqual([expected]);
  });

  it('reads variables, and reports one that is not there', () => {
    expect(result('x: $args.a y: $nope', {}, { $args: { a: 1 } })).toEqual([{ x: 1 }, '$nope: Nothing is in $nope']);
  });

  it('does not find what objects inherit', () => {
    expect(result('constructor toString: $.toString', {})[0]).toEqual({});
  });

  it('treats __proto__ as a key like any other', () => {
    const data: unknown = JSON.parse('{"__proto__": {"polluted": 1}}');
    const { value } = evaluate('__proto__ x: $({ __proto__: 2 }) $.__proto__ { polluted }', data);
    expect(Object.keys(value as object)).toEqual(['__proto__', 'x', 'polluted']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((value as { toString?: unknown }).toString).toBeUndefined();
  });
});

describe('evaluateMapping(): lists', () => {
  const data = {
    list: [
      { id: 1, tags: ['a', 'b'] },
      { id: 2, tags: [] },
    ],
  };

  it.each([
    ['keys and {…} apply to each item', 'list { id }', { list: [{ id: 1 }, { id: 2 }] }],
    ['keys chain through lists', 'ids: list.id', { ids: [1, 2] }],
    ['lists in lists stay as they are', '$.list.tags', [['a', 'b'], []]],
    ['a method behind keys gets the list of their values', "$.list.id->joinNotNull(',')", '1,2'],
    ['$(…) makes no difference to that', "$($.list.id)->joinNotNull(',')", '1,2'],
  ])('%s', (_what, text, expected) => {
    expect(result(text, data)).toEqual([expected]);
  });

  it('maps a list at the top', () => {
    expect(result('id', data.list)).toEqual([[{ id: 1 }, { id: 2 }]]);
  });

  it('keeps a list its length when an item lacks a key', () => {
    expect(result('$.list.id', { list: [{ id: 1 }, {}, null] })).toEqual([
      [1, null, null],
      'list.1.id: No key "id" in an object',
      'list.2.id: No key "id" in null',
    ]);
  });
});

describe('evaluateMapping(): missing and null', () => {
  it('leaves a missing key out, reports it and goes on', () => {
    const { value, problems } = evaluate('a b: x.y c', { a: 1, x: {}, c: 3 });
    expect(value).toEqual(Object.assign(Object.create(null), { a: 1, c: 3 }));
    expect(problems).toEqual([{ message: 'No key "y" in an object', path: ['x', 'y'], range: { start: 7, end: 8 } }]);
  });

  it.each([
    ['null stays null', 'a', { a: null }, { a: null }],
    ['? makes null missing', 'a?', { a: null }, {}],
    ['? says nothing of what is missing', 'a? b: c?.d.e f: g? { h }', {}, {}],
    ['{…} on null is null', 'a { b }', { a: null }, { a: null }],
    ['? keeps what is there', 'a? b: c?.d', { a: 0, c: { d: false } }, { a: 0, b: false }],
    ['?? falls back on null', 'x: $(a ?? 1)', { a: null }, { x: 1 }],
    ['?? falls back on missing, without a problem', 'x: $(a ?? b ?? 1)', {}, { x: 1 }],
    ['?! keeps null', 'x: $(a ?! 1)', { a: null }, { x: null }],
    ['?! falls back on missing', 'x: $(a ?! 1)', {}, { x: 1 }],
    ['? then ??', 'x: $(a???1)', { a: null }, { x: 1 }],
  ])('%s', (_what, text, data, expected) => {
    expect(result(text, data)).toEqual([expected]);
  });

  it('keeps the problem when every fallback is missing', () => {
    expect(result('x: $(a ?? b)', {})).toEqual([{}, 'b: No key "b" in an object']);
  });

  it('maps no body to null, or to what other variables give', () => {
    expect(result('id? name?', null)).toEqual([null]);
    expect(result('ok: $status->eq(204)', null, { $status: 204 })).toEqual([{ ok: true }]);
  });

  it('keeps at most 100 problems', () => {
    expect(evaluate('$.list.id', { list: Array(1000).fill({}) }).problems).toHaveLength(100);
  });
});

describe('evaluateMapping(): literals and methods', () => {
  it.each([
    [
      'literals of each kind',
      '$([1, -2.5, \'a\', "b", true, false, null, { c: 1 }])',
      {},
      [1, -2.5, 'a', 'b', true, false, null, { c: 1 }],
    ],
    ['a missing value is left out of objects, null in lists', '$({ a: x?, b: [x?] })', {}, { b: [null] }],
    ['a path from a literal', '$({ a: { b: 1 } }).a.b', {}, 1],
    ['echo', 'x: a->echo([@, $.b])', { a: 1, b: 2 }, { x: [1, 2] }],
    [
      '@ is the item, $ the enclosing object',
      'x: list->map({ v: @, b: $.b })',
      { list: [1], b: 2 },
      { x: [{ v: 1, b: 2 }] },
    ],
    ['a key in an argument is read from @', 'x: list->map(id)', { list: [{ id: 1 }] }, { x: [1] }],
    ['map makes a list of one value', 'x: a->map(@)', { a: 1 }, { x: [1] }],
    ['first and last', 'x: a->first y: a->last z: b->first', { a: [1, 2], b: 'uv' }, { x: 1, y: 2, z: 'u' }],
    ['first of nothing is missing', 'x: a->first', { a: [] }, {}],
    ['get', 'x: a->get(-1) y: b->get("k") z: a->get(0)', { a: [null, 2], b: { k: 3 } }, { x: 2, y: 3, z: null }],
    ['slice clamps', 'x: a->slice(1, 9) y: b->slice(-3, 1)', { a: [1, 2, 3], b: 'uvw' }, { x: [2, 3], y: 'u' }],
    ['size', 'x: a->size y: b->size z: c->size', { a: [1], b: 'uv', c: { k: 1 } }, { x: 1, y: 2, z: 1 }],
    ['entries', 'x: a->entries', { a: { k: 1 } }, { x: [{ key: 'k', value: 1 }] }],
    ['joinNotNull', "x: a->joinNotNull('-')", { a: [1, null, 'b', true] }, { x: '1-b-true' }],
    [
      'filter and find',
      'x: a->filter(@->ne(1)) y: a->find(@->eq(2)) z: a->find(@->eq(9))',
      { a: [1, 2] },
      { x: [2], y: 2 },
    ],
    ['match', "x: a->match(['p', 1], [@, 2]) y: a->match(['q', 3])", { a: 'q' }, { x: 2, y: 3 }],
    ['eq by value', 'x: a->eq({ k: [1] }) y: a->eq({ k: [2] })', { a: { k: [1] } }, { x: true, y: false }],
    [
      'not, and, or',
      'x: a->not y: a->and($.b) z: a->or($.b, c?)',
      { a: false, b: true },
      { x: true, y: false, z: true },
    ],
    ['toString', 'x: a->toString y: b->toString', { a: 12, b: null }, { x: '12', y: '' }],
    [
      'jsonStringify and jsonParse',
      'x: a->jsonStringify y: a->jsonStringify->jsonParse',
      { a: [1] },
      { x: '[1]', y: [1] },
    ],
    [
      'as binds for the rest of the path',
      'x: a->as($v)->echo([$v, @]) y: a->as($v, @.b)->echo($v)',
      { a: { b: 1 } },
      { x: [{ b: 1 }, { b: 1 }], y: 1 },
    ],
    [
      'as reaches the braces behind it',
      'x: a->as($v).list { id of: $v.name }',
      { a: { name: 'n', list: [{ id: 1 }] } },
      { x: [{ id: 1, of: 'n' }] },
    ],
  ])('%s', (_what, text, data, expected) => {
    expect(result(text, data)).toEqual([expected]);
  });

  it.each([
    ['get', 'x: a->get(5)', { a: [] }, 'Cannot get item 5 of 0'],
    ['get', 'x: a->get("toString")', { a: {} }, 'Cannot get "toString": not there'],
    ['slice', 'x: a->slice("b")', { a: [] }, '->slice needs whole numbers'],
    ['size', 'x: a->size', { a: 1 }, '->size needs a list, a string or an object: got a number'],
    ['entries', 'x: a->entries', { a: [] }, '->entries needs an object'],
    ['joinNotNull', "x: a->joinNotNull(',')", { a: [{}] }, '->joinNotNull can join strings, numbers and booleans only'],
    ['filter', 'x: a->find(@)', { a: [1] }, 'Expected a condition to be true or false: got a number'],
    ['match', "x: a->match(['q', 3])", { a: 'p' }, 'No pair of ->match equals the value'],
    ['match', 'x: a->match(1)', { a: 'p' }, 'to be a pair'],
    ['not', 'x: a->not', { a: 0 }, '->not needs a boolean: got a number'],
    ['and', 'x: a->and(1)', { a: true }, '->and needs booleans: got a number'],
    ['toString', 'x: a->toString', { a: {} }, '->toString needs a scalar: got an object'],
    ['jsonParse', 'x: a->jsonParse', { a: '{secret' }, '->jsonParse got text that is not JSON'],
  ])('%s reports what it cannot do and gives nothing: %s', (_method, text, data, problem) => {
    const [value, ...problems] = result(text, data);
    expect([{}, { x: [] }]).toContainEqual(value);
    expect(problems.join()).toContain(problem);
    expect(problems.join()).not.toContain('secret');
  });
});

describe('parseValueMapping()', () => {
  it('reads a lone key as its value', () => {
    const value = (text: string) => evaluateMapping(parseValueMapping(text), { detail: 'd' }, new Map()).value;
    expect(value('detail')).toBe('d');
    expect(value('detail?')).toBe('d');
    expect(value('x: detail')).toEqual(Object.assign(Object.create(null), { x: 'd' }));
  });
});

describe('evaluateMapping() on anything', () => {
  const texts = [
    'a { b c: d.e? } f: { g } h: $.a->first.b i: $(a ?? b.c ?? 1) j: list->map({ k: @.a, l: $.b })',
    'x: a->as($v)->filter(@.b->eq($v)) y: a->entries.value z: $args.a->slice(0, 2)->size w: a->get(-1)',
    'm: a->match([1, 2], [@, b]) n: a->jsonStringify->jsonParse o: a->joinNotNull($args.b) p: a->toString',
    'q: a->and(b, c) r: a->or(b)->not s: a->find(@)->last t: $this { a b { c } } u: a.b.a.b.a',
    '$.a.b { a b }',
    'a',
  ].map((text) => parseMapping(text));
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', 'list', 'constructor');
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom(null, true, false, 0, 1, '', 'a', '[1]', '\ud800'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: false }),
    ),
  })).value;

  it('never throws, and gives something JSON can write', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), json, json, (mapping, data, args) => {
        const { value } = evaluateMapping(
          mapping,
          data,
          new Map([
            ['$args', args],
            ['$this', data],
          ]),
        );
        if (value !== undefined) JSON.stringify(value);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not follow lists nested deeper than 128', () => {
    let deep: unknown = { a: 1 };
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
    for (const text of ['$.x.a', 'x { a }', 'x: $.x->jsonStringify', 'x: $.x->eq($.x->map(@))']) {
      expect(() => evaluate(text, { x: deep })).not.toThrow();
    }
    expect(result('x: y.a', { y: deep })[1]).toContain('Lists nest too deeply');
  });
});
