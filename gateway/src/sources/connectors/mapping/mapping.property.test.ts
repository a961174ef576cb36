import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, FieldNode, Mapping, PathExpression, PathStep, SelectionNode } from './ast.js';
import { evaluateMapping } from './evaluate-mapping.js';
import { parseMapping } from './parse-mapping.js';
import { printMapping } from './print-mapping.js';
import type { MappingVersion } from './version.js';

const range = { start: 0, end: 0 };
const keys = fc.constantFrom('a', 'b', 'c', 'list', 'true', 'null', 'two words', '@id', '__proto__', 'a"b\\');
const scalars = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 2.5, 1e21, 1e-7, 'a', '', '"', '\u2028', '\ud800'),
  fc.integer(),
  fc.string(),
);

/** Everything counts to one depth, or mappings would grow without end. */
const bounded = { maxDepth: 5, depthIdentifier: 'mapping' } as const;

const keyPaths = keys.map(
  (key): PathExpression => ({
    kind: 'path',
    root: { kind: 'element' },
    rootOptional: false,
    steps: [{ kind: 'key', key, optional: false, range }],
    selection: undefined,
    range,
  }),
);

/** Mappings of a version, as the parser builds them. */
function mappings(version: MappingVersion): fc.Arbitrary<Mapping> {
  const unified = version === 'v0.4';
  const tie = fc.letrec<{
    expression: Expression;
    path: PathExpression;
    step: PathStep;
    selection: SelectionNode;
    object: SelectionNode;
    field: FieldNode;
  }>((tie) => ({
    expression: fc.oneof(
      bounded,
      scalars.map((value) => ({ kind: 'literal', value, range }) as const),
      tie('path'),
      tie('object'),
      fc.array(tie('expression'), { maxLength: 3 }).map((items) => ({ kind: 'array', items, range }) as const),
      fc
        .record({
          operator: fc.constantFrom('??', '?!'),
          operands: fc.array(fc.oneof(tie('path'), tie('object')), { minLength: 2, maxLength: 3 }),
        })
        .map((node) => ({ kind: 'fallback', ...node, range }) as Expression),
    ),
    path: fc
      .record({
        root: fc.oneof(
          bounded,
          fc.constantFrom(
            { kind: 'element' } as const,
            { kind: 'enclosing' } as const,
            { kind: 'variable', name: '$args', range } as const,
          ),
          tie('expression').map((expression) => ({ kind: 'expression', expression }) as const),
        ),
        rootOptional: fc.boolean(),
        steps: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'mapping' }),
        selection: fc.option(tie('selection'), { nil: undefined, ...bounded }),
      })
      .map((node) => ({ kind: 'path', ...node, range }) as const),
    step: fc.oneof(
      bounded,
      fc.record({ key: keys, optional: fc.boolean() }).map((node) => ({ kind: 'key', ...node, range }) as const),
      fc
        .record({ name: fc.constantFrom('first', 'last', 'size'), optional: fc.boolean() })
        .map((node) => ({ kind: 'method', args: [], ...node, range }) as const),
      fc
        .record({ name: fc.constantFrom('echo', 'map', 'eq'), arg: tie('expression'), optional: fc.boolean() })
        .map(({ arg, ...node }) => ({ kind: 'method', args: [arg], ...node, range }) as const),
      fc
        .record({ expression: fc.option(tie('expression'), { nil: undefined, ...bounded }), optional: fc.boolean() })
        .map((node) => ({ kind: 'bind', variable: '$args', ...node, range }) as const),
    ),
    field: fc
      .record({
        key: keys,
        value: unified ? tie('expression') : fc.oneof(bounded, keyPaths, tie('path'), tie('selection')),
        spread: fc.boolean(),
      })
      .map(({ key, value, spread }) =>
        spread && unified ? { key: undefined, value, spread, range } : { key, value, spread: false, range },
      ),
    selection: fc
      .array(tie('field'), { maxLength: 3, depthIdentifier: 'mapping' })
      .map((fields) => ({ kind: 'selection', fields, range }) as const),
    object: unified
      ? tie('selection')
      : fc.array(fc.record({ key: keys, value: tie('expression') }), { maxLength: 3, depthIdentifier: 'mapping' }).map(
          (fields) =>
            ({
              kind: 'selection',
              fields: fields.map((field) => ({ ...field, spread: false, range })),
              range,
            }) as const,
        ),
  }));
  const roots = unified ? fc.oneof(tie.selection, tie.expression) : fc.oneof(tie.selection, tie.path);
  return roots.map((root) => ({ text: '', root }));
}

/** A node without the places it stood at. */
function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'range' ? undefined : value)));
}

/** What a mapping means, in the fewest words: no problems, no positions, no bounds. */
function model(root: Expression, data: unknown, args: unknown): unknown {
  type Scope = { readonly at: unknown; readonly outer: unknown; readonly args: unknown };
  const each = (value: unknown, run: (item: unknown) => unknown): unknown =>
    Array.isArray(value) ? value.map((item) => each(item, run) ?? null) : run(value);
  const build = ({ fields }: SelectionNode, scope: Scope): unknown => {
    const object = new Map<string, unknown>();
    for (const { key, value } of fields) {
      const found = evaluate(value, scope);
      if (key !== undefined && found !== undefined) object.set(key, found);
      if (key === undefined && typeof found === 'object' && found !== null && !Array.isArray(found)) {
        for (const [name, item] of Object.entries(found)) object.set(name, item);
      }
    }
    return Object.fromEntries(object);
  };
  const select = (selection: SelectionNode, value: unknown, args: unknown): unknown =>
    each(value, (item) =>
      item === null || item === undefined ? item : build(selection, { at: item, outer: item, args }),
    );
  const method = (name: string, arg: Expression | undefined, value: unknown, scope: Scope): unknown => {
    const run = (at: unknown): unknown => arg && evaluate(arg, { ...scope, at });
    const sequence = typeof value === 'string' || Array.isArray(value) ? value : undefined;
    if (name === 'echo') return run(value);
    if (name === 'map') return (Array.isArray(value) ? value : [value]).map((item) => run(item) ?? null);
    if (name === 'eq') return isSame(run(value), value);
    if (name === 'size')
      return sequence?.length ?? (typeof value === 'object' && value ? Object.keys(value).length : undefined);
    return sequence === undefined
      ? value
      : sequence.at === undefined
        ? undefined
        : sequence[name === 'first' ? 0 : sequence.length - 1];
  };
  const evaluate = (node: Expression, scope: Scope): unknown => {
    if (node.kind === 'literal') return node.value;
    if (node.kind === 'selection') return build(node, scope);
    if (node.kind === 'array') return node.items.map((item) => evaluate(item, scope) ?? null);
    if (node.kind === 'fallback') {
      const [first, ...rest] = node.operands.map((operand) => evaluate(operand, scope));
      return rest.reduce(
        (value, next) => ((node.operator === '??' ? value === null : false) || value === undefined ? next : value),
        first,
      );
    }
    const { root, steps, selection } = node;
    let inner = scope;
    let value =
      root.kind === 'element'
        ? scope.at
        : root.kind === 'enclosing'
          ? scope.outer
          : root.kind === 'variable'
            ? scope.args
            : evaluate(root.expression, scope);
    if (node.rootOptional && value === null) return undefined;
    for (const step of steps) {
      if (value === undefined) return undefined;
      if (step.kind === 'key') {
        value = each(value, (item) =>
          typeof item === 'object' && item !== null && Object.hasOwn(item, step.key)
            ? Reflect.get(item, step.key)
            : undefined,
        );
      } else if (step.kind === 'method') value = method(step.name, step.args[0], value, inner);
      else
        inner = {
          ...inner,
          args: step.expression === undefined ? value : evaluate(step.expression, { ...inner, at: value }),
        };
      if (step.optional && value === null) return undefined;
    }
    return selection === undefined ? value : select(selection, value, inner.args);
  };
  if (root.kind !== 'selection') return evaluate(root, { at: data, outer: data, args });
  if (data !== null) return select(root, data, args);
  const object = build(root, { at: data, outer: data, args });
  return Object.keys(object as object).length === 0 ? null : object;
}

function isSame(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
            .map(([key, item]) => [key, sorted(item)] as const)
            .sort(([left], [right]) => (left < right ? -1 : 1))
            .concat([['{}', null]])
        : value;
  return a !== undefined && JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, '', 'ab'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: false }),
  ),
})).value;

describe.each(['v0.3', 'v0.4'] as const)('the mapping language of %s', (version) => {
  it('reads what it has printed as the same mapping', () => {
    fc.assert(
      fc.property(mappings(version), (mapping) => {
        const text = printMapping(mapping, version);
        expect(bare(parseMapping(text, version).root)).toEqual(bare(mapping.root));
      }),
      { numRuns: 1000 },
    );
  });

  it('means what a model of a few lines means', () => {
    fc.assert(
      fc.property(mappings(version), json, json, (mapping, data, args) => {
        const { value } = evaluateMapping(mapping, data, new Map([['$args', args]]));
        const expected = model(mapping.root, data, args);
        expect(JSON.stringify({ value })).toBe(JSON.stringify({ value: expected }));
      }),
      { numRuns: 1500 },
    );
  });
});
