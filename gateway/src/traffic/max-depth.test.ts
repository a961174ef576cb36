import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { maxDepthRule } from './max-depth.js';

const schema = buildSchema('type Query { a: Query b: Query leaf: Int }');

function check(text: string, maxDepth: number) {
  return validate(schema, parse(text), [maxDepthRule(maxDepth)]).map(({ message, extensions }) => ({
    message,
    extensions,
  }));
}

describe('maxDepthRule()', () => {
  it('accepts an operation just under and at the limit', () => {
    expect(check('{ a { leaf } }', 3)).toEqual([]);
    expect(check('{ a { b { leaf } } leaf }', 3)).toEqual([]);
  });

  it('refuses an operation just over the limit, naming it, its depth and the limit', () => {
    expect(check('query Deep { leaf a { b { a { leaf } } } } query Flat { leaf }', 3)).toEqual([
      {
        message: 'Cannot run operation "Deep": its deepest selection is 4 fields deep, at most 3 are allowed',
        extensions: { code: 'OPERATION_TOO_DEEP' },
      },
    ]);
    expect(check('{ a { b { a { leaf } } } }', 3)).toEqual([
      expect.objectContaining({
        message: 'Cannot run the operation: its deepest selection is 4 fields deep, at most 3 are allowed',
      }),
    ]);
  });

  it('counts fields only, through named and inline fragments', () => {
    const fragments = 'fragment A on Query { ... on Query { ... { a { ...B } } } } fragment B on Query { b { leaf } }';
    expect(check(`{ ...A } ${fragments}`, 3)).toEqual([]);
    expect(check(`{ a { ...A } } ${fragments}`, 3)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('4 fields deep') }),
    ]);
  });

  it('takes the deepest of the places a fragment is spread in', () => {
    expect(check('{ ...F a { b { ...F } } } fragment F on Query { leaf }', 3)).toEqual([]);
    expect(check('{ ...F a { b { ...F } } } fragment F on Query { a { leaf } }', 3)).toHaveLength(1);
  });

  it('measures 2^40 nested spreads in milliseconds', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { a { ...F${i + 1} } b { ...F${i + 1} } }`,
    );
    const document = parse(`{ ...F0 } ${fragments.join('\n')} fragment F40 on Query { leaf }`);
    const startedAt = performance.now();
    expect(validate(schema, document, [maxDepthRule(41)])).toEqual([]);
    expect(validate(schema, document, [maxDepthRule(40)])).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(100);
  });

  it('measures a chain of 50000 fragments in either order, and ignores cycles and unknown fragments', () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} }`);
    const end = 'fragment F50000 on Query { a { leaf } }';
    for (const fragments of [chain, chain.toReversed()]) {
      expect(check(`{ a { ...F0 } } ${end} ${fragments.join(' ')}`, 2)).toEqual([
        expect.objectContaining({ message: expect.stringContaining('3 fields deep') }),
      ]);
    }
    expect(check('{ ...A } fragment A on Query { a { ...B } ...Gone } fragment B on Query { b { ...A } }', 9)).toEqual(
      [],
    );
  });

  it('lets the standard introspection query pass any limit, but nothing deeper than 25', () => {
    expect(
      check(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true }), 1),
    ).toEqual([]);
    const nested = (levels: number) =>
      `{ __type(name: "A") { ${'ofType { '.repeat(levels)} name ${'} '.repeat(levels)} } }`;
    expect(check(nested(23), 1)).toEqual([]);
    expect(check(nested(24), 1)).toEqual([
      {
        message: 'Cannot run the operation: its deepest introspection is 26 fields deep, at most 25 are allowed',
        extensions: { code: 'OPERATION_TOO_DEEP' },
      },
    ]);
    expect(
      check(
        `query Q { ...I } fragment I on Query { __schema { types { ...T } } } fragment T on __Type { ${'ofType { '.repeat(23)} name ${'} '.repeat(23)} }`,
        1,
      ),
    ).toHaveLength(1);
  });

  it('refuses a limit that is no count of fields', () => {
    expect(() => maxDepthRule(0)).toThrow(RangeError);
    expect(() => maxDepthRule(1.5)).toThrow(RangeError);
  });
});
