import fc from 'fast-check';
import type {
  ArrayNode,
  Expression,
  FallbackNode,
  FieldNode,
  LiteralNode,
  Mapping,
  PathExpression,
  PathRoot,
  PathStep,
  SelectionNode,
} from './ast.js';
import type { MappingMethod } from './methods/method.js';
import { methodRegistry } from './methods/registry.js';
import type { Shape } from './prune-mapping.js';
import { isSince, type MappingVersion } from './version.js';

const range = { start: 0, end: 0 };
const keys = fc.constantFrom('a', 'b', 'c', 'list', 'true', 'null', 'two words', '@id', '__proto__', 'a"b\\');
const scalars = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, 2, -1, 2.5, 1e21, 1e-7, 'a', '', '"', ',', '\u2028', '\ud800'),
  fc.integer(),
  fc.string(),
);

/** Everything counts to one depth, or mappings would grow without end. */
const bounded = { maxDepth: 5, depthIdentifier: 'mapping' } as const;

/** JSON to map: few keys, so that mappings find something, and texts that methods can read. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, 2.5, '', 'ab', 'a', '12', '-3.7', 'ff', '[1,{"a":2}]', 'null'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: false }),
  ),
})).value;

/** What may be asked for of a mapping’s value. */
export const shapes: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc
    .array(fc.tuple(keys, fc.option(tie('shape'), { nil: undefined, maxDepth: 3 })), { maxLength: 4 })
    .map((fields) => ({ fields: new Map(fields) })),
})).shape;

interface Nodes {
  readonly expression: Expression;
  readonly operand: Exclude<Expression, FallbackNode>;
  readonly path: PathExpression;
  readonly step: PathStep;
  readonly selection: SelectionNode;
  readonly object: SelectionNode;
  readonly field: FieldNode;
}

type Tie = <Name extends keyof Nodes>(name: Name) => fc.Arbitrary<Nodes[Name]>;

/** Every mapping of a version, as the parser builds it: all that is in the language, and nothing that came later. */
export function mappings(version: MappingVersion): fc.Arbitrary<Mapping> {
  const unified = isSince(version, 'v0.4');
  const hasOptional = isSince(version, 'v0.3');
  const optional = hasOptional ? fc.boolean() : fc.constant(false);
  const { selection, expression, path } = fc.letrec<Nodes>((untyped) => {
    const tie = untyped as Tie;
    return {
      operand: fc.oneof(bounded, literals, tie('path'), tie('object'), arraysOf(tie('expression'))),
      expression: hasOptional ? fc.oneof(bounded, tie('operand'), fallbacksOf(tie('operand'))) : tie('operand'),
      path: fc
        .record({
          root: rootsOf(tie('expression')),
          rootOptional: optional,
          steps: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'mapping' }),
          selection: fc.option(tie('selection'), { nil: undefined, ...bounded }),
        })
        .map((node) => ({ kind: 'path', ...node, range }) as const),
      step: stepsOf(version, { optional, expression: tie('expression'), array: arraysOf(tie('expression')) }),
      field: fieldsOf(unified, tie),
      selection: fc
        .array(tie('field'), { maxLength: 3, depthIdentifier: 'mapping' })
        .map((fields) => ({ kind: 'selection', fields, range }) as const),
      object: unified ? tie('selection') : objectsOf(tie('expression')),
    };
  });
  const roots: fc.Arbitrary<Expression> = fc.oneof(selection, unified ? expression : path);
  // A lone value without a name is the mapping itself, not a selection with one field.
  return roots.map((root) => ({ text: textOf(root), root: loneValue(root) ?? root }));
}

/** What of the text evaluating looks at: whether there are methods. */
function textOf(root: Expression): string {
  return JSON.stringify(root).includes('"method"') ? '->' : '';
}

function loneValue(root: Expression): Expression | undefined {
  if (root.kind !== 'selection' || root.fields.length !== 1) return undefined;
  const [field] = root.fields;
  return field?.key === undefined && field?.spread === false ? field.value : undefined;
}

const literals: fc.Arbitrary<LiteralNode> = scalars.map((value) => ({ kind: 'literal', value, range }));

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

function arraysOf(expression: fc.Arbitrary<Expression>): fc.Arbitrary<ArrayNode> {
  return fc.array(expression, { maxLength: 3 }).map((items) => ({ kind: 'array', items, range }));
}

function fallbacksOf(operand: fc.Arbitrary<Expression>): fc.Arbitrary<FallbackNode> {
  return fc
    .record({ operator: fc.constantFrom('??', '?!'), operands: fc.array(operand, { minLength: 2, maxLength: 3 }) })
    .map((node) => ({ kind: 'fallback', ...node, range }));
}

function rootsOf(expression: fc.Arbitrary<Expression>): fc.Arbitrary<PathRoot> {
  return fc.oneof(
    bounded,
    fc.constantFrom<PathRoot>(
      { kind: 'element' },
      { kind: 'enclosing' },
      { kind: 'variable', name: '$args', range },
      { kind: 'variable', name: '$x', range },
    ),
    expression.map((inner): PathRoot => ({ kind: 'expression', expression: inner })),
  );
}

interface StepParts {
  readonly optional: fc.Arbitrary<boolean>;
  readonly expression: fc.Arbitrary<Expression>;
  readonly array: fc.Arbitrary<ArrayNode>;
}

function stepsOf(version: MappingVersion, { optional, expression, array }: StepParts): fc.Arbitrary<PathStep> {
  const key = fc.record({ key: keys, optional }).map((node): PathStep => ({ kind: 'key', ...node, range }));
  const methods = [...methodRegistry.values()].filter(({ since }) => isSince(version, since));
  const method = fc
    .constantFrom(...methods)
    .chain((chosen) =>
      fc.record({ args: argumentsOf(chosen, { expression, array }), optional, name: fc.constant(chosen.name) }),
    )
    .map((node): PathStep => ({ kind: 'method', ...node, range }));
  if (!isSince(version, 'v0.3')) return fc.oneof(bounded, key, method);
  const bind = fc
    .record({
      variable: fc.constantFrom('$args', '$x'),
      expression: fc.option(expression, { nil: undefined, ...bounded }),
      optional,
    })
    .map((node): PathStep => ({ kind: 'bind', ...node, range }));
  return fc.oneof(bounded, key, method, bind);
}

/** Mostly what a method can use: a number, a text, a truth, something of its input. */
function argumentsOf(
  { name, minArgs, maxArgs }: MappingMethod,
  { expression, array }: Omit<StepParts, 'optional'>,
): fc.Arbitrary<readonly Expression[]> {
  const length = { minLength: minArgs, maxLength: Math.min(maxArgs, minArgs + 2) };
  if (name === 'match')
    return fc.array(fc.oneof({ weight: 5, arbitrary: pairsOf(expression) }, { weight: 1, arbitrary: array }), length);
  const simple = fc.oneof(fc.constantFrom(0, 1, 2, -1, 16, 'a', ',', true, false).map(literal), keyPaths);
  return fc.array(fc.oneof(bounded, simple, expression), length);
}

function literal(value: LiteralNode['value']): LiteralNode {
  return { kind: 'literal', value, range };
}

/** `[@, …]`, which always fits, or a value to compare with. */
function pairsOf(expression: fc.Arbitrary<Expression>): fc.Arbitrary<ArrayNode> {
  const input: PathExpression = {
    kind: 'path',
    root: { kind: 'element' },
    rootOptional: false,
    steps: [],
    selection: undefined,
    range,
  };
  const first = fc.oneof(fc.constant<Expression>(input), literals, expression);
  return fc.tuple(first, expression).map((items) => ({ kind: 'array', items, range }));
}

function fieldsOf(unified: boolean, tie: Tie): fc.Arbitrary<FieldNode> {
  const value = unified ? tie('expression') : fc.oneof(bounded, keyPaths, tie('path'), tie('selection'));
  const named = fc.record({ key: keys, value }).map((field): FieldNode => ({ ...field, spread: false, range }));
  // Keys are merged where a path ends in `{…}`, in every version.
  const merged = fc
    .tuple(tie('path'), tie('selection'))
    .map(([path, selection]): FieldNode => ({ key: undefined, value: { ...path, selection }, spread: false, range }));
  const spread = tie('expression').map((inner): FieldNode => ({ key: undefined, value: inner, spread: true, range }));
  return unified ? fc.oneof(bounded, named, merged, spread) : fc.oneof(bounded, named, merged);
}

function objectsOf(expression: fc.Arbitrary<Expression>): fc.Arbitrary<SelectionNode> {
  return fc
    .array(fc.record({ key: keys, value: expression }), { maxLength: 3, depthIdentifier: 'mapping' })
    .map((fields) => ({
      kind: 'selection',
      fields: fields.map((field) => ({ ...field, spread: false, range })),
      range,
    }));
}

/** A call of one method on `$.v`, with the data it is called on: mostly what the method is for. */
export function methodCalls({ name, minArgs, maxArgs }: MappingMethod): fc.Arbitrary<MethodCallCase> {
  const numbers = fc.oneof(fc.constantFrom(0, 1, 2, -1, -7, 2.5, 16, 37), fc.integer({ min: -50, max: 50 }));
  const texts = fc.constantFrom(
    '',
    'a',
    'ab',
    'abc',
    'A',
    '12',
    '-3.7',
    'ff',
    'zz',
    ' 7 ',
    '1e3',
    '[1,{"a":2}]',
    '{',
    ',',
  );
  const items = fc.oneof(numbers, texts, fc.boolean(), fc.constant(null));
  const lists = fc.array(fc.oneof(items, fc.array(items, { maxLength: 2 })), { maxLength: 4 });
  const flat = fc.array(items, { maxLength: 4 });
  const objects = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.oneof(items, lists), {
    noNullPrototype: false,
  });
  const kinds = [numbers, texts, fc.boolean(), lists, flat, objects, fc.constant(null)] as const;
  const length = { minLength: minArgs, maxLength: Math.min(maxArgs, minArgs + 2) };
  return fc.constantFrom(...kinds).chain((kind) => {
    const values = fc.oneof(
      { weight: 4, arbitrary: kind as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: fc.oneof(...kinds) },
    );
    const others = fc.oneof(
      { weight: 2, arbitrary: values },
      { weight: 1, arbitrary: fc.oneof(numbers, texts, lists, fc.boolean()) },
    );
    return fc
      .record({ v: values, args: fc.array(fc.record({ value: others, more: fc.integer({ min: 0, max: 5 }) }), length) })
      .map(({ v, args }) => ({
        text: `$.v->${name}${args.length === 0 ? '' : `(${args.map(({ more }, index) => argumentText(name, index, more)).join(', ')})`}`,
        data: { v, ...Object.fromEntries(args.map(({ value }, index) => [`p${index}`, value])) },
      }));
  });
}

/** A mapping’s text and what it is applied to. */
export interface MethodCallCase {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `$.p0`, or something of `@`, the input or item. */
function argumentText(name: string, index: number, more: number): string {
  const value = `$.p${index}`;
  if (name === 'match') return ['[@, "else"]', '$.p0'][more] ?? `[${value}, ["hit", ${index}]]`;
  return ['@', `@->eq(${value})`, '@->size->eq(1)'][more] ?? value;
}

const innerKeys = ['a', 'b', 'c'] as const;

/** Texts of v0.4 that make objects in every way there is, of data as `rowData` makes it. */
export const objectTexts: fc.Arbitrary<string> = fc.letrec<{ object: string; field: string }>((tie) => {
  const tails = fc.constantFrom(
    '',
    '->first',
    '->last',
    '->slice(0, 1)',
    '->filter(@.a->eq(1))',
    '->find(@.b->eq(0))',
    '->get(0)',
  );
  const key = fc.constantFrom(...innerKeys);
  const depth = { maxDepth: 4, depthIdentifier: 'object' } as const;
  return {
    object: fc
      .array(tie('field'), { minLength: 1, maxLength: 3, depthIdentifier: 'object' })
      .map((fields) => `{ ${fields.join(', ')} }`),
    field: fc.oneof(
      depth,
      fc.tuple(key, key).map(([name, path]) => `${name}: ${path}`),
      fc.constant('__typename: "T"'),
      fc.tuple(key, tie('object'), tails).map(([name, object, tail]) => `${name}: list->map(${object})${tail}`),
      fc.tuple(key, tie('object')).map(([name, object]) => `${name}: list ${object}`),
      fc
        .tuple(key, key, tie('object'), tie('object'))
        .map(([name, path, one, other]) => `${name}: ${path}->match([1, ${one}], [@, ${other}])`),
      fc.tuple(key, tie('object'), tie('object')).map(([name, one, other]) => `${name}: $(none? ${one} ?? $ ${other})`),
      fc.tuple(tie('object'), key).map(([object, path]) => `...${path}->match([1, ${object}], [@, ${object}])`),
      fc.tuple(tie('object')).map(([object]) => `...$->echo(${object})`),
    ),
  };
}).object;

/** An object with `a`, `b`, `c` and a list of the like. */
export const rowData: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  row: fc.record({
    a: fc.constantFrom(0, 1, 2, 'x'),
    b: fc.constantFrom(0, 1),
    c: fc.constantFrom(null, 1, 'y'),
    list: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('row'), { maxLength: 3 })),
  }),
})).row;

/** What may be asked for of the objects of `objectTexts`. */
export const rowShapes: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...innerKeys), fc.option(tie('shape'), { nil: undefined, maxDepth: 3 })), {
      maxLength: 3,
      selector: ([name]) => name,
    })
    .map((fields) => ({ fields: new Map(fields) })),
})).shape;
