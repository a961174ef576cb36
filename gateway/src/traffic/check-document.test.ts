import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { limitsConfig } from '../config/limits-config.js';
import { leastCpuMs } from '../cpu-time.test-kit.js';
import { checkDocument, checkText, maxIntrospectionDepth, maxNesting } from './check-document.js';
import { excessError, type OperationLimits } from './operation-limits.js';
import { operationLimitsRule } from './operation-limits-rule.js';

const defaults = limitsConfig.parse({});
const schema = buildSchema('type Query { a(x: [Int]): Query b: Query leaf: Int }');

/** The limits that a text is over, as a request meets them: the text first, and the document only if that is fine. */
function limitsOver(text: string, limits: Partial<OperationLimits> = {}): readonly string[] {
  const all = { ...defaults, ...limits };
  const ofText = checkText(text, all);
  return (ofText.length > 0 ? ofText : checkDocument(parse(text), all).excesses).map(({ limit }) => limit);
}

const times = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, i) => make(i));

const hostile: readonly (readonly [string, string, string])[] = [
  [
    '2^40 nested fragments',
    `{ ...F0 } ${times(40, (i) => `fragment F${i} on Query { a { ...F${i + 1} } b { ...F${i + 1} } }`).join(' ')} fragment F40 on Query { leaf }`,
    'maxFields',
  ],
  ['100,000 aliases', `{ ${times(100_000, (i) => `k${i}: leaf`).join(' ')} }`, 'maxTokens'],
  ['as many aliases as there may be tokens', `{ ${times(3300, (i) => `k${i}: leaf`).join(' ')} }`, 'maxAliases'],
  ['10 MB of {', Buffer.alloc(10_000_000, '{').toString('latin1'), 'nesting'],
  ['{ and a field, again and again', `{ ${'a {'.repeat(4000)}`, 'nesting'],
  ['brackets of lists', `{ a(x: ${'['.repeat(4000)}`, 'nesting'],
  ['half a million comments', `${'#\n'.repeat(500_000)}{ leaf }`, 'maxTokens'],
  ['a megabyte of blanks', `{ ${' '.repeat(1_000_000)} leaf }`, 'maxCharacters'],
  ['a block string of 100,000 lines', `{ a(x: """${'\n'.repeat(100_000)}""") { leaf } }`, 'maxTokens'],
  ['one field 9,000 times', `{ a { ${'leaf '.repeat(9000)} } }`, 'maxFields'],
  ['one directive 2,000 times', `{ leaf ${'@d '.repeat(2000)} }`, 'maxDirectives'],
  [
    'a chain of 1,000 fragments',
    `{ ...F0 } ${times(1000, (i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')} fragment F1000 on Query { leaf }`,
    'comparing',
  ],
  [
    '500 fragments side by side',
    `{ ${times(500, (i) => `...F${i}`).join(' ')} } ${times(500, (i) => `fragment F${i} on Query { leaf }`).join(' ')}`,
    'comparing',
  ],
  ['one field 1,500 times with arguments', `{ ${'a(x: 1) { leaf } '.repeat(900)} }`, 'comparing'],
  [
    '1,000 operations that share a fragment',
    `${times(600, (i) => `query Q${i} { ...F }`).join(' ')} fragment F on Query { ${times(50, (i) => `b { leaf } a(x: ${i}) { leaf }`).join(' ')} }`,
    'comparing',
  ],
];

describe('checkText() and checkDocument()', () => {
  it.each(hostile)('refuse %s in less than 50 ms of CPU', async (_, text, limit) => {
    expect(limitsOver(text)).toContain(limit);
    expect(await leastCpuMs(() => limitsOver(text), { enoughMs: 50 })).toBeLessThan(50);
  });

  it('let graphql-js validate what is just under the limits in bounded time', async () => {
    const fragments = times(100, (i) => `fragment F${i} on Query { x${i % 7}: leaf b { leaf } }`);
    const text = `{ ${times(100, (i) => `...F${i}`).join(' ')} } ${fragments.join(' ')}`;
    expect(limitsOver(text, { maxAliases: 1000 })).toEqual([]);
    expect(limitsOver(text.replaceAll('{ leaf }', '{ leaf leaf leaf }'), { maxAliases: 1000 })).toEqual(['comparing']);
    expect(await leastCpuMs(() => validate(schema, parse(text)), { enoughMs: 500 })).toBeLessThan(500);
  });

  it('let pass what has brackets up to the limit, and what reads it can bear that', () => {
    const levels = maxNesting - 1;
    const deep = `{ ${'a {'.repeat(levels)} leaf ${'}'.repeat(levels)} }`;
    expect(limitsOver(deep, { maxDepth: 1000 })).toEqual([]);
    expect(validate(schema, parse(deep))).toEqual([]);
    expect(limitsOver(`{ a { leaf } ${deep.slice(1)}`, { maxDepth: 1000 })).toEqual([]);
    expect(limitsOver(`{ b ${deep} }`, { maxDepth: 1000 })).toEqual(['nesting']);
  });

  it('take the deepest of the places a fragment is spread in, in either order of definition', () => {
    const chain = times(300, (i) => `fragment F${i} on Query { ...F${i + 1} }`);
    const end = 'fragment F300 on Query { a { leaf } }';
    for (const fragments of [chain, chain.toReversed()]) {
      const text = `{ a { ...F0 } } ${end} ${fragments.join(' ')}`;
      expect(limitsOver(text, { maxDepth: 3 })).toEqual([]);
      expect(limitsOver(text, { maxDepth: 2 })).toEqual(['maxDepth']);
    }
  });

  it('name a fragment that is spread within itself, and pass over unknown ones', () => {
    const text = '{ ...A } fragment A on Query { a { ...B } ...Gone } fragment B on Query { b { ...A } }';
    expect(limitsOver(text)).toEqual([]);
    expect(checkDocument(parse(text), defaults).cycle).toBe('A');
    expect(checkDocument(parse('{ ...Gone ...A ...A } fragment A on Query { leaf }'), defaults).cycle).toBeUndefined();
  });

  it('let the standard introspection query pass any limit, but nothing much larger', () => {
    const text = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true });
    expect(limitsOver(text, { maxDepth: 1, maxFields: 1, maxHeight: 1 })).toEqual([]);
    const nested = (levels: number) =>
      `{ __type(name: "A") { ${'ofType {'.repeat(levels)} name ${'}'.repeat(levels)} } }`;
    expect(limitsOver(nested(maxIntrospectionDepth - 2), { maxDepth: 1 })).toEqual([]);
    expect(limitsOver(nested(maxIntrospectionDepth - 1), { maxDepth: 1 })).toEqual(['introspection']);
    const wide = `{ __schema { types { ${times(20, (i) => `a${i}: name`).join(' ')} } } ${'__schema { types { ...T } } '.repeat(25)} } fragment T on __Type { ${'name '.repeat(25)} }`;
    expect(limitsOver(wide, { maxAliases: 99 })).toEqual(['introspection']);
  });
});

describe('operationLimitsRule()', () => {
  it('reports each limit of each operation, and nothing of limits that only warn', () => {
    const limits = { ...defaults, maxDepth: 1, maxAliases: 0 };
    const document = parse('query A { x: a { leaf } } query B { leaf }');
    const errors = (some: OperationLimits) =>
      validate(schema, document, [operationLimitsRule(some)]).map(({ message, extensions }) => ({
        message,
        extensions,
      }));
    expect(errors(limits)).toEqual([
      {
        message: 'The operation "A" is over a limit: it has 2 levels of fields, at most 1 are allowed',
        extensions: { code: 'OPERATION_TOO_DEEP', limit: 'maxDepth', measured: 2, allowed: 1 },
      },
      {
        message: 'The operation "A" is over a limit: it has 1 aliases, at most 0 are allowed',
        extensions: { code: 'OPERATION_OVER_LIMIT', limit: 'maxAliases', measured: 1, allowed: 0 },
      },
    ]);
    expect(errors({ ...limits, warnOnly: ['maxDepth', 'maxAliases'] })).toEqual([]);
  });
});

describe('excessError()', () => {
  it('says that a count ended early', () => {
    const { message } = excessError({ limit: 'maxTokens', measured: 11, allowed: 10, atLeast: true, of: 'document' });
    expect(message).toBe('The document is over a limit: it has at least 11 tokens, at most 10 are allowed');
  });
});
