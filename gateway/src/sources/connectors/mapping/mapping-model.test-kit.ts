import type { Expression, PathExpression, SelectionNode } from './ast.js';
import type { Shape } from './prune-mapping.js';

/** Where an expression stands: `@`, `$`, and variables. */
interface Scope {
  readonly at: unknown;
  readonly outer: unknown;
  readonly variables: ReadonlyMap<string, unknown>;
}

/** What a mapping means, in the fewest words: plain JavaScript on the tree, without problems, positions and bounds. */
export function modelOf(root: Expression, data: unknown, variables: ReadonlyMap<string, unknown>): unknown {
  const scope = { at: data, outer: data, variables };
  if (root.kind !== 'selection') return evaluate(root, scope);
  if (data !== null) return select(root, data, variables);
  const object = build(root, scope);
  return Object.keys(object).length === 0 ? null : object;
}

/** A value cut down to what is asked for. */
export function projectTo(value: unknown, shape: Shape | undefined): unknown {
  if (shape === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => projectTo(item, shape));
  const kept = Object.entries(value).filter(([key]) => shape.fields.has(key) || key === '__typename');
  return Object.fromEntries(kept.map(([key, item]) => [key, projectTo(item, shape.fields.get(key))]));
}

function each(value: unknown, run: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map((item) => each(item, run) ?? null) : run(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function build({ fields }: SelectionNode, scope: Scope): object {
  const object = new Map<string, unknown>();
  for (const { key, value } of fields) {
    const found = evaluate(value, scope);
    if (key !== undefined && found !== undefined) object.set(key, found);
    if (key === undefined && isObject(found)) for (const [name, item] of Object.entries(found)) object.set(name, item);
  }
  return Object.fromEntries(object);
}

function select(selection: SelectionNode, value: unknown, variables: Scope['variables']): unknown {
  return each(value, (item) =>
    item === null || item === undefined ? item : build(selection, { at: item, outer: item, variables }),
  );
}

function evaluate(node: Expression, scope: Scope): unknown {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'selection':
      return build(node, scope);
    case 'array':
      return node.items.map((item) => evaluate(item, scope) ?? null);
    case 'fallback': {
      const fallsOn = (value: unknown): boolean => value === undefined || (node.operator === '??' && value === null);
      const values = node.operands.map((operand) => evaluate(operand, scope));
      return values.reduce((value, next) => (fallsOn(value) ? next : value));
    }
    case 'path':
      return follow(node, scope);
  }
}

function start({ root }: PathExpression, scope: Scope): unknown {
  if (root.kind === 'element') return scope.at;
  if (root.kind === 'enclosing') return scope.outer;
  return root.kind === 'variable' ? scope.variables.get(root.name) : evaluate(root.expression, scope);
}

function follow(path: PathExpression, scope: Scope): unknown {
  let inner = scope;
  let value = start(path, scope);
  if (path.rootOptional && value === null) return undefined;
  for (const step of path.steps) {
    if (value === undefined) return undefined;
    if (step.kind === 'key') {
      value = each(value, (item) => (isObject(item) && Object.hasOwn(item, step.key) ? item[step.key] : undefined));
    } else if (step.kind === 'method') {
      const input = value;
      const here = inner;
      const args = step.args.map((arg) => (at: unknown) => evaluate(arg, { ...here, at }));
      const pairs = step.args.map((arg) =>
        arg.kind === 'array' && arg.items.length === 2
          ? arg.items.map((item) => evaluate(item, { ...here, at: input }))
          : undefined,
      );
      value = methods[step.name]?.(input, { args, pairs });
    } else {
      const bound = step.expression === undefined ? value : evaluate(step.expression, { ...inner, at: value });
      inner = { ...inner, variables: new Map(inner.variables).set(step.variable, bound) };
    }
    if (step.optional && value === null) return undefined;
  }
  return path.selection === undefined ? value : select(path.selection, value, inner.variables);
}

interface Arguments {
  /** An argument as a function of `@`. */
  readonly args: ReadonlyArray<(at: unknown) => unknown>;
  /** The arguments of `->match`; undefined for one that is no pair. */
  readonly pairs: ReadonlyArray<readonly unknown[] | undefined>;
}

type Method = (input: unknown, args: Arguments) => unknown;

const list = (input: unknown): readonly unknown[] => (Array.isArray(input) ? input : [input]);
const isSequence = (value: unknown): value is string | readonly unknown[] =>
  typeof value === 'string' || Array.isArray(value);
const isWhole = (value: unknown): value is number => Number.isInteger(value);

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isObject(a) || !isObject(b)) return a === b && a !== undefined;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => Object.hasOwn(a, name) && Object.hasOwn(b, name) && same(a[name], b[name]));
}

const arithmetic =
  (combine: (left: number, right: number) => number): Method =>
  (input, { args }) => {
    const numbers = [input, ...args.map((arg) => arg(input))];
    if (!numbers.every((value) => typeof value === 'number')) return undefined;
    const result = (numbers as number[]).reduce(combine);
    return Number.isFinite(result) ? result : undefined;
  };

const comparison =
  (holds: (left: string | number, right: string | number) => boolean): Method =>
  (input, { args }) => {
    const other = args[0]?.(input);
    const fits = typeof input === typeof other && (typeof input === 'string' || typeof input === 'number');
    return fits ? holds(input as string, other as string) : undefined;
  };

const connective =
  (deciding: boolean): Method =>
  (input, { args }) => {
    const operands = [() => input, ...args].values();
    for (const operand of operands) {
      const value = operand(input);
      if (typeof value !== 'boolean') return undefined;
      if (value === deciding) return deciding;
    }
    return !deciding;
  };

function clamp(value: unknown, length: number): number | undefined {
  return isWhole(value) ? Math.min(Math.max(value, 0), length) : undefined;
}

/** By name, as docs/connectors.md has them. `undefined` is missing. */
const methods: Readonly<Record<string, Method>> = {
  echo: (input, { args }) => args[0]?.(input),
  map: (input, { args }) => list(input).map((item) => args[0]?.(item) ?? null),
  filter: (input, { args }) => list(input).filter((item) => args[0]?.(item) === true),
  find: (input, { args }) => list(input).find((item) => args[0]?.(item) === true),
  match(input, { pairs }) {
    for (const pair of pairs) {
      if (pair === undefined) return undefined;
      if (same(pair[0], input)) return pair[1];
    }
    return undefined;
  },
  first: (input) => (isSequence(input) ? input[0] : input),
  last: (input) => (isSequence(input) ? input[input.length - 1] : input),
  get(input, { args }) {
    const key = args[0]?.(input);
    if (isObject(input)) return typeof key === 'string' && Object.hasOwn(input, key) ? input[key] : undefined;
    return isSequence(input) && isWhole(key)
      ? [...Array(input.length).keys()].map((at) => input[at]).at(key)
      : undefined;
  },
  slice(input, { args }) {
    if (!isSequence(input)) return undefined;
    const from = args[0] === undefined ? 0 : clamp(args[0](input), input.length);
    const to = args[1] === undefined ? input.length : clamp(args[1](input), input.length);
    return from === undefined || to === undefined ? undefined : input.slice(from, to);
  },
  size: (input) => (isSequence(input) ? input.length : isObject(input) ? Object.keys(input).length : undefined),
  entries: (input) => (isObject(input) ? Object.entries(input).map(([key, value]) => ({ key, value })) : undefined),
  joinNotNull(input, { args }) {
    const separator = args[0]?.(input);
    const items = list(input).filter((item) => item !== null);
    const fits = typeof separator === 'string' && items.every((item) => typeof item !== 'object');
    return fits ? items.join(separator) : undefined;
  },
  jsonStringify: (input) => JSON.stringify(input),
  jsonParse(input) {
    try {
      return typeof input === 'string' ? JSON.parse(input) : undefined;
    } catch {
      // No JSON: missing.
      return undefined;
    }
  },
  toString: (input: unknown) => (input === null ? '' : typeof input === 'object' ? undefined : `${input}`),
  parseInt(input, { args }) {
    const base = args[0] === undefined ? 10 : args[0](input);
    if (!isWhole(base) || base < 2 || base > 36) return undefined;
    if (typeof input === 'number') return Math.trunc(input);
    if (typeof input !== 'string') return undefined;
    const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);
    const text = input.trim().toLowerCase();
    const fits = new RegExp(`^[+-]?[${digits}]+${base === 10 ? '(\\.\\d+)?' : ''}$`).test(text);
    const value = Number.parseInt(text, base);
    return fits && Number.isSafeInteger(value) ? value : undefined;
  },
  eq: (input, { args }) => same(args[0]?.(input), input),
  ne: (input, { args }) => !same(args[0]?.(input), input),
  in(input, { args }) {
    const values = args.map((arg) => arg(input));
    const [only] = values;
    return (values.length === 1 && Array.isArray(only) ? only : values).some((value) => same(value, input));
  },
  contains: (input, { args }) =>
    Array.isArray(input) ? input.some((item) => same(item, args[0]?.(input))) : undefined,
  gt: comparison((left, right) => left > right),
  gte: comparison((left, right) => left >= right),
  lt: comparison((left, right) => left < right),
  lte: comparison((left, right) => left <= right),
  not: (input) => (typeof input === 'boolean' ? !input : undefined),
  and: connective(false),
  or: connective(true),
  add: arithmetic((left, right) => left + right),
  sub: arithmetic((left, right) => left - right),
  mul: arithmetic((left, right) => left * right),
  div: arithmetic((left, right) => left / right),
  mod: arithmetic((left, right) => left % right),
};

/** The methods that the model knows. */
export const modelledMethods: readonly string[] = Object.keys(methods);
