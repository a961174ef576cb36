import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mapping } from './ast.js';
import { evaluateMapping } from './evaluate-mapping.js';
import {
  json,
  mappings,
  methodCalls,
  objectTexts,
  rowData,
  rowShapes,
  shapes,
} from './mapping-arbitraries.test-kit.js';
import { modelledMethods, modelOf, projectTo } from './mapping-model.test-kit.js';
import { methodRegistry } from './methods/registry.js';
import { parseMapping } from './parse-mapping.js';
import { printMapping } from './print-mapping.js';
import { pruneMapping } from './prune-mapping.js';
import { mappingVersions } from './version.js';

/** A node without the places it stood at. */
function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'range' ? undefined : value)));
}

/** What of the language a mapping uses: kinds of nodes, methods, signs. */
function usedIn({ root }: Mapping): Set<string> {
  const used = new Set<string>();
  JSON.stringify(root, (key, value: unknown) => {
    if (key === 'kind') used.add(String(value));
    if ((key === 'optional' || key === 'rootOptional') && value === true) used.add('?');
    if (key === 'operator') used.add(String(value));
    if (key === 'spread' && value === true) used.add('...');
    if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'method' && 'name' in value) {
      used.add(`->${String(value.name)}`);
    }
    return value;
  });
  return used;
}

describe.each(mappingVersions)('the mapping language of %s', (version) => {
  it('reads what it has printed as the same mapping', () => {
    fc.assert(
      fc.property(mappings(version), (mapping) => {
        const text = printMapping(mapping, version);
        expect(bare(parseMapping(text, version).root)).toEqual(bare(mapping.root));
      }),
      { numRuns: 1000 },
    );
  });

  it('means what a model in plain JavaScript means', () => {
    fc.assert(
      fc.property(mappings(version), json, json, (mapping, data, args) => {
        const variables = new Map([['$args', args]]);
        const { value } = evaluateMapping(mapping, data, variables);
        const expected = modelOf(mapping.root, data, variables);
        expect(JSON.stringify({ value })).toBe(JSON.stringify({ value: expected }));
      }),
      { numRuns: 2000 },
    );
  });

  it('means the same of what is asked for when it is cut down to that', () => {
    fc.assert(
      fc.property(
        mappings(version),
        json.filter((data) => data !== null),
        json,
        shapes,
        (mapping, data, args, shape) => {
          const variables = new Map([['$args', args]]);
          const whole = evaluateMapping(mapping, data, variables);
          const cut = evaluateMapping(pruneMapping(mapping, shape), data, variables);
          expect(JSON.stringify(projectTo(cut.value, shape))).toBe(JSON.stringify(projectTo(whole.value, shape)));
          const isNew = (problem: object): boolean => !JSON.stringify(whole.problems).includes(JSON.stringify(problem));
          // Of more than 100 problems only the first are kept.
          if (whole.problems.length < 100) expect(cut.problems.filter(isNew)).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is tried with everything that is in it', () => {
    const used = new Set(fc.sample(mappings(version), { numRuns: 3000, seed: 1 }).flatMap((one) => [...usedIn(one)]));
    const known = [...methodRegistry.values()].filter(({ since }) => since <= version).map(({ name }) => `->${name}`);
    const signs = [
      'selection',
      'path',
      'literal',
      'array',
      'element',
      'enclosing',
      'variable',
      'expression',
      'key',
      'method',
    ];
    const since3 = version >= 'v0.3' ? ['?', '??', '?!', 'bind', 'fallback'] : [];
    const since4 = version >= 'v0.4' ? ['...'] : [];
    expect([...used].toSorted()).toEqual([...known, ...signs, ...since3, ...since4].toSorted());
  });
});

describe.each([...methodRegistry.values()])('->$name', (method) => {
  it('means what the model means, of what it is for and of anything else', () => {
    fc.assert(
      fc.property(methodCalls(method), ({ text, data }) => {
        const mapping = parseMapping(text, 'v0.4');
        const { value } = evaluateMapping(mapping, data, new Map());
        expect(JSON.stringify({ value })).toBe(JSON.stringify({ value: modelOf(mapping.root, data, new Map()) }));
      }),
      { numRuns: 400 },
    );
  });
});

describe('pruneMapping()', () => {
  it('keeps what is asked for of objects however they are made, and what decides which they are', () => {
    fc.assert(
      fc.property(objectTexts, rowData, rowShapes, (text, data, shape) => {
        const mapping = parseMapping(`@ ${text}`, 'v0.4');
        const whole = evaluateMapping(mapping, data, new Map());
        const cut = evaluateMapping(pruneMapping(mapping, shape), data, new Map());
        expect(JSON.stringify(projectTo(cut.value, shape))).toBe(JSON.stringify(projectTo(whole.value, shape)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{ a, b }', '{ a }'],
    ['{ c: { a, b }, b }', '{}'],
    ['{ a: list->map({ a, b })->first }', '{ a: list->map({ a })->first }'],
    [
      '{ a: b->match([1, { a, b }], [@, { __typename: "T", b }]) }',
      '{ a: b->match([1, { a }], [@, { __typename: "T" }]) }',
    ],
    ['{ a: list->map({ a, b })->slice(0, $args.n) }', '{ a: list->map({ a })->slice(0, $args.n) }'],
    ['{ a: list->map({ a, b })->slice(@->first.b) }', '{ a: list->map({ a, b })->slice(@->first.b) }'],
    ['{ a: list->map({ a, b })->filter(@.b) }', '{ a: list->map({ a, b })->filter(@.b) }'],
    ['{ a: $(b { a, b } ?? c { b }) }', '{ a: $(b { a } ?? c {}) }'],
    ['{ ...b->echo({ a, c }), ...c->echo({ b }) }', '{ ...b->echo({ a }) }'],
    ['{ ...b, c }', '{ ...b }'],
  ])('makes of %s, asked for "a" and its "a", %s', (text, left) => {
    const shape = { fields: new Map([['a', { fields: new Map([['a', undefined]]) }]]) };
    const printed = (mapping: Mapping): string => printMapping(mapping, 'v0.4');
    expect(printed(pruneMapping(parseMapping(`@ ${text}`, 'v0.4'), shape))).toBe(
      printed(parseMapping(`@ ${left}`, 'v0.4')),
    );
  });
});

describe('the model', () => {
  it('knows every method', () => {
    expect(modelledMethods.toSorted()).toEqual([...methodRegistry.keys()].toSorted());
  });
});
