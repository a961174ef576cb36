// One file, for selections hold expressions and expressions hold selections.
import { createObject, describeKind, isJsonObject, maxValueDepth } from '../json.js';
import type {
  Expression,
  FallbackNode,
  FieldNode,
  Mapping,
  PathExpression,
  PathStep,
  Range,
  SelectionNode,
} from './ast.js';
import { compileRoot, type Root, readKey } from './compile-root.js';
import type { MethodCall } from './methods/method.js';
import { methodRegistry } from './methods/registry.js';
import type { Trail } from './problem.js';
import { type Frame, type Run, report } from './run.js';

/** A mapping as functions. */
export interface Program {
  evaluate(data: unknown, run: Run): unknown;
  /** Whether it calls methods, whose results need not be in proportion to the data. */
  readonly hasMethods: boolean;
}

type Evaluate = (frame: Frame, run: Run) => unknown;

/** A selection applied to a value that is found at `trail`. */
type Apply = (value: unknown, trail: Trail | undefined, frame: Frame, run: Run) => unknown;

/** Compiles a mapping to closures, once for all evaluations. O(nodes). */
export function compileMapping({ root, text }: Mapping): Program {
  const evaluate = root.kind === 'selection' ? compileTop(root) : compileExpression(root);
  return {
    evaluate: (data, run) => {
      const frame = {
        element: data,
        elementTrail: undefined,
        enclosing: data,
        enclosingTrail: undefined,
        locals: undefined,
      };
      return evaluate(frame, run);
    },
    hasMethods: text.includes('->'),
  };
}

/** A whole mapping is evaluated even when there is no body, for `ok: $status->eq(204)` needs none. */
function compileTop(selection: SelectionNode): Evaluate {
  const apply = compileSelection(selection);
  const build = compileFields(selection.fields);
  return (frame, run) => {
    const { element } = frame;
    if (element !== null && element !== undefined) return apply(element, undefined, frame, run);
    const object = build(frame, run);
    return Object.keys(object).length === 0 ? null : object;
  };
}

/** `{…}` behind a path: one object, or one for each item of a list. */
function compileSelection(selection: SelectionNode): Apply {
  const build = compileFields(selection.fields);
  const { range } = selection;
  const apply = (value: unknown, trail: Trail | undefined, frame: Frame, run: Run, depth: number): unknown => {
    if (value === null || value === undefined) return value;
    if (!Array.isArray(value)) {
      const inner = {
        element: value,
        elementTrail: trail,
        enclosing: value,
        enclosingTrail: trail,
        locals: frame.locals,
      };
      return build(inner, run);
    }
    if (depth >= maxValueDepth) return report(run, { message: 'Lists nest too deeply', range }, trail);
    run.spend(value.length);
    return value.map((item: unknown, key) => apply(item, { parent: trail, key }, frame, run, depth + 1) ?? null);
  };
  return (value, trail, frame, run) => apply(value, trail, frame, run, 0);
}

type Build = (frame: Frame, run: Run) => Record<string, unknown>;

function compileFields(fields: readonly FieldNode[]): Build {
  const compiled = fields.map((field) => ({ field, evaluate: compileExpression(field.value) }));
  const cost = fields.length + 1;
  return (frame, run) => {
    run.spend(cost);
    const object = createObject();
    for (const { field, evaluate } of compiled) {
      const value = evaluate(frame, run);
      if (value === undefined) continue;
      if (field.key !== undefined) object[field.key] = value;
      else merge(object, value, { field, frame, run });
    }
    return object;
  };
}

function merge(
  object: Record<string, unknown>,
  value: unknown,
  { field, frame, run }: { readonly field: FieldNode; readonly frame: Frame; readonly run: Run },
): void {
  if (isJsonObject(value)) {
    const keys = Object.keys(value);
    run.spend(keys.length);
    for (const key of keys) object[key] = value[key];
  } else if (value !== null) {
    const message = `Cannot merge ${describeKind(value)} into an object`;
    report(run, { message, range: field.range }, frame.elementTrail);
  }
}

function compileExpression(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'path':
      return compilePath(expression);
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'selection':
      return compileFields(expression.fields);
    case 'array': {
      const items = expression.items.map(compileExpression);
      return (frame, run) => {
        run.spend(items.length);
        return items.map((item) => item(frame, run) ?? null);
      };
    }
    case 'fallback':
      return compileFallback(expression);
  }
}

/** Problems of operands that another one stood in for are forgotten. */
function compileFallback({ operator, operands }: FallbackNode): Evaluate {
  const compiled = operands.map(compileExpression);
  const fallsOnNull = operator === '??';
  return (frame, run) => {
    const before = run.problems.length;
    let value: unknown;
    for (const operand of compiled) {
      if (run.problems.length > before) run.problems.length = before;
      value = operand(frame, run);
      if (value !== undefined && !(fallsOnNull && value === null)) return value;
    }
    return value;
  };
}

/** A step with what is needed to say where it is: the keys taken before it. */
interface CompiledStep {
  readonly optional: boolean;
  /** Undefined for a binding, which leaves the value as it is. */
  readonly take: ((value: unknown, place: Place) => unknown) | undefined;
  readonly bind: ((value: unknown, place: Place) => Frame) | undefined;
}

/** Where a step is taken. */
interface Place {
  readonly frame: Frame;
  readonly run: Run;
  readonly root: Root;
  readonly rootFrame: Frame;
}

function compilePath(path: PathExpression): Evaluate {
  const root = compileRoot(path, path.root.kind === 'expression' ? compileExpression(path.root.expression) : undefined);
  const keys = path.steps.flatMap((step) => (step.kind === 'key' ? [step.key] : []));
  let count = 0;
  const steps = path.steps.map((step) => {
    const compiled = compileStep(step, { keys, count });
    if (step.kind === 'key') count += 1;
    return compiled;
  });
  const select = path.selection === undefined ? undefined : compileSelection(path.selection);
  const [only] = path.steps;
  if (steps.length === 1 && only?.kind === 'key' && select === undefined && path.root.kind === 'element') {
    return compileKey(only, root);
  }
  return (rootFrame, run) => {
    let value = root.read(rootFrame, run);
    if (path.rootOptional && value === null) return undefined;
    let frame = rootFrame;
    for (const step of steps) {
      if (value === undefined) return undefined;
      const place: Place = { frame, run, root, rootFrame };
      if (step.bind !== undefined) frame = step.bind(value, place);
      else if (step.take !== undefined) value = step.take(value, place);
      if (step.optional && value === null) return undefined;
    }
    return select === undefined ? value : select(value, trailOf({ root, rootFrame }, { keys, count }), frame, run);
  };
}

/** Most paths are a key of the object at hand. */
function compileKey(step: Extract<PathStep, { kind: 'key' }>, root: Root): Evaluate {
  const read = readKey(step);
  return (frame, run) => {
    const value = read(frame.element, run, () => root.trail(frame));
    return step.optional && value === null ? undefined : value;
  };
}

/** The keys of a path, of which `count` are taken before a step: its steps share one list, however many they are. */
interface KeysBefore {
  readonly keys: readonly string[];
  readonly count: number;
}

function compileStep(step: PathStep, keys: KeysBefore): CompiledStep {
  const { optional } = step;
  switch (step.kind) {
    case 'key': {
      const read = readKey(step);
      return { optional, bind: undefined, take: (value, place) => read(value, place.run, () => trailOf(place, keys)) };
    }
    case 'method':
      return { optional, bind: undefined, take: compileMethod(step, keys) };
    case 'bind': {
      const { variable: name } = step;
      const evaluate = step.expression === undefined ? undefined : compileExpression(step.expression);
      return {
        optional,
        take: undefined,
        bind: (value, place) => {
          const trail = trailOf(place, keys);
          const { frame, run } = place;
          const bound =
            evaluate === undefined ? value : evaluate({ ...frame, element: value, elementTrail: trail }, run);
          return { ...frame, locals: { name, value: bound, trail, outer: frame.locals } };
        },
      };
    }
  }
}

function compileMethod(step: Extract<PathStep, { kind: 'method' }>, keys: KeysBefore): CompiledStep['take'] {
  const method = methodRegistry.get(step.name);
  // The parser lets no unknown method through.
  if (method === undefined) throw new TypeError(`No method "${step.name}"`);
  const args = step.args.map((arg) => ({
    literal: arg.kind === 'literal' ? arg.value : undefined,
    evaluate: compileExpression(arg),
    items: arg.kind === 'array' ? arg.items.map(compileExpression) : undefined,
  }));
  return (value, place) => {
    place.run.spend(1);
    return method.apply(value, new Call(args, place, { keys, range: step.range }));
  };
}

interface CompiledArgument {
  /** Set for an argument that is the same wherever it is evaluated, which most are. */
  readonly literal: unknown;
  readonly evaluate: Evaluate;
  readonly items: readonly Evaluate[] | undefined;
}

class Call implements MethodCall {
  readonly argCount: number;
  readonly spend: (units: number) => void;
  readonly #args: readonly CompiledArgument[];
  readonly #place: Place;
  readonly #step: { readonly keys: KeysBefore; readonly range: Range };
  #trail: Trail | undefined;

  constructor(
    args: readonly CompiledArgument[],
    place: Place,
    step: { readonly keys: KeysBefore; readonly range: Range },
  ) {
    this.argCount = args.length;
    this.spend = place.run.spend;
    this.#args = args;
    this.#place = place;
    this.#step = step;
  }

  arg(index: number, element: unknown): unknown {
    const arg = this.#args[index];
    return arg?.literal ?? this.#evaluate(arg?.evaluate, element);
  }

  itemCount(index: number): number | undefined {
    return this.#args[index]?.items?.length;
  }

  item(index: number, position: number, element: unknown): unknown {
    return this.#evaluate(this.#args[index]?.items?.[position], element);
  }

  problem(message: string): undefined {
    return report(this.#place.run, { message, range: this.#step.range }, trailOf(this.#place, this.#step.keys));
  }

  #evaluate(evaluate: Evaluate | undefined, element: unknown): unknown {
    if (evaluate === undefined) return undefined;
    const { frame, run } = this.#place;
    this.#trail ??= trailOf(this.#place, this.#step.keys);
    run.spend(1);
    const { enclosing, enclosingTrail, locals } = frame;
    return evaluate({ element, elementTrail: this.#trail, enclosing, enclosingTrail, locals }, run);
  }
}

/** Where a path is after some of its keys. Called only to report something or to go into a list, which is rare. */
function trailOf(
  { root, rootFrame }: Pick<Place, 'root' | 'rootFrame'>,
  { keys, count }: KeysBefore,
): Trail | undefined {
  let trail = root.trail(rootFrame);
  for (const key of keys.slice(0, count)) trail = { parent: trail, key };
  return trail;
}
