import { createObject, describeKind, isJsonObject, maxValueDepth, ownValue } from '../json.js';
import type { Expression, FallbackNode, Mapping, PathExpression, PathRoot, PathStep, SelectionNode } from './ast.js';
import { methodRegistry } from './methods/registry.js';
import { type MappingProblem, type Trail, trailToPath } from './problem.js';

/** Most problems that are kept; a list of thousands lacking one key says nothing more after that. */
const maxProblems = 100;

/** What a mapping came to. */
export interface MappingResult {
  /** Objects built here have no prototype; `undefined` is missing. */
  readonly value: unknown;
  /** At most 100. */
  readonly problems: readonly MappingProblem[];
}

/** Variables by name with the `$`, `$args` for one. */
export type MappingVariables = ReadonlyMap<string, unknown>;

/**
 * Applies a mapping to data. Never throws; what cannot be had is left out and reported.
 *
 * Readings chosen where the public documentation leaves room: `list.key->method` applies the method to the list of
 * keys, as `$batch.id->joinNotNull(',')` needs; a list item without the key gives null in its place, so that lists keep
 * their length; `{…}` on null is null.
 *
 * Spec: JSONSelection of connect/v0.3.
 *
 * @param data `$` and `@` at the top: the body of an answer, or `{}` for a request.
 */
export function evaluateMapping(mapping: Mapping, data: unknown, variables: MappingVariables): MappingResult {
  const run: Run = { variables, problems: [] };
  const here: Located = { value: data, trail: undefined };
  const frame: Frame = { element: here, enclosing: here, locals: undefined };
  const { root } = mapping;
  const value = root.kind === 'path' ? evaluatePath(root, frame, run) : evaluateTop(root, frame, run);
  return { value, problems: run.problems };
}

interface Run {
  readonly variables: MappingVariables;
  problems: MappingProblem[];
}

interface Located {
  readonly value: unknown;
  readonly trail: Trail | undefined;
}

interface Frame {
  /** `@`, and what a bare key is read from. */
  readonly element: Located;
  /** `$`. */
  readonly enclosing: Located;
  /** What `->as` bound on the way here. */
  readonly locals: ReadonlyMap<string, Located> | undefined;
}

const missing = (trail: Trail | undefined): Located => ({ value: undefined, trail });

function report(run: Run, message: string, trail: Trail | undefined, range: MappingProblem['range']): undefined {
  if (run.problems.length < maxProblems) run.problems.push({ message, path: trailToPath(trail), range });
}

/** A whole mapping is evaluated even when there is no body, for `ok: $status->eq(204)` needs none. */
function evaluateTop(selection: SelectionNode, frame: Frame, run: Run): unknown {
  const { value } = frame.element;
  if (value !== null && value !== undefined) return evaluateSelection(selection, frame.element, frame, run);
  const object = evaluateFields(selection, frame.element, frame, run);
  return Object.keys(object).length === 0 ? null : object;
}

function evaluateSelection(selection: SelectionNode, at: Located, frame: Frame, run: Run, depth = 0): unknown {
  const { value } = at;
  if (value === null || value === undefined) return value;
  if (!Array.isArray(value)) return evaluateFields(selection, at, frame, run);
  if (depth >= maxValueDepth) return report(run, 'Lists nest too deeply', at.trail, selection.range);
  return value.map(
    (item: unknown, index) =>
      evaluateSelection(selection, { value: item, trail: { parent: at.trail, key: index } }, frame, run, depth + 1) ??
      null,
  );
}

function evaluateFields(selection: SelectionNode, at: Located, frame: Frame, run: Run): Record<string, unknown> {
  const inner: Frame = { element: at, enclosing: at, locals: frame.locals };
  const object = createObject();
  for (const { key, value: node, range } of selection.fields) {
    // A group builds an object from the same data, so a list or null has no special meaning to it here.
    const value =
      node.kind === 'path' ? evaluatePath(node, inner, run) : evaluateFields(node, inner.element, inner, run);
    if (value === undefined) continue;
    if (key !== undefined) object[key] = value;
    else if (isJsonObject(value)) for (const name of Object.keys(value)) object[name] = value[name];
    else if (value !== null) report(run, `Cannot merge ${describeKind(value)} into an object`, at.trail, range);
  }
  return object;
}

function evaluatePath(path: PathExpression, frame: Frame, run: Run): unknown {
  let at = rootOf(path, frame, run);
  let locals = frame.locals;
  if (path.rootOptional && at.value === null) return undefined;
  for (const step of path.steps) {
    if (at.value === undefined) return undefined;
    const here: Frame = { ...frame, locals };
    if (step.kind === 'bind') locals = bind(step, at, here, run);
    else at = takeStep(step, at, here, run);
    if (step.optional && at.value === null) return undefined;
  }
  if (path.selection === undefined) return at.value;
  return evaluateSelection(path.selection, at, { ...frame, locals }, run);
}

function rootOf({ root, rootOptional, range }: PathExpression, frame: Frame, run: Run): Located {
  switch (root.kind) {
    case 'element':
      return frame.element;
    case 'enclosing':
      return frame.enclosing;
    case 'expression':
      return { value: evaluateExpression(root.expression, frame, run), trail: frame.element.trail };
    case 'variable': {
      const found = variableOf(root, frame, run);
      if (found.value === undefined && !rootOptional) report(run, `Nothing is in ${root.name}`, found.trail, range);
      return found;
    }
  }
}

function variableOf(root: Extract<PathRoot, { kind: 'variable' }>, frame: Frame, run: Run): Located {
  const local = frame.locals?.get(root.name);
  if (local !== undefined) return local;
  return { value: run.variables.get(root.name), trail: { parent: undefined, key: root.name } };
}

function bind(step: Extract<PathStep, { kind: 'bind' }>, at: Located, frame: Frame, run: Run): Frame['locals'] {
  const bound =
    step.expression === undefined
      ? at
      : { value: evaluateExpression(step.expression, { ...frame, element: at }, run), trail: at.trail };
  return new Map(frame.locals).set(step.variable, bound);
}

function takeStep(step: Exclude<PathStep, { kind: 'bind' }>, at: Located, frame: Frame, run: Run): Located {
  if (step.kind === 'key') return takeKey(step, at, run, 0);
  const method = methodRegistry.get(step.name);
  // The parser lets no unknown method through.
  if (method === undefined) return missing(at.trail);
  const evaluate = (expression: Expression, element: unknown): unknown =>
    evaluateExpression(expression, { ...frame, element: { value: element, trail: at.trail } }, run);
  const value = method.apply(at.value, {
    argCount: step.args.length,
    arg: (index, element) => (step.args[index] === undefined ? undefined : evaluate(step.args[index], element)),
    expression: (index) => step.args[index],
    evaluate,
    problem: (message) => report(run, message, at.trail, step.range),
  });
  return { value, trail: at.trail };
}

function takeKey(step: Extract<PathStep, { kind: 'key' }>, at: Located, run: Run, depth: number): Located {
  const { value, trail } = at;
  const next: Trail = { parent: trail, key: step.key };
  if (Array.isArray(value)) {
    if (depth >= maxValueDepth) {
      report(run, 'Lists nest too deeply', trail, step.range);
      return missing(next);
    }
    const items = value.map(
      (item: unknown, index) =>
        takeKey(step, { value: item, trail: { parent: trail, key: index } }, run, depth + 1).value ?? null,
    );
    return { value: items, trail: next };
  }
  const found = isJsonObject(value) ? ownValue(value, step.key) : undefined;
  if (found === undefined && !step.optional) {
    report(run, `No key ${JSON.stringify(step.key)} in ${describeKind(value)}`, next, step.range);
  }
  return { value: found, trail: next };
}

function evaluateExpression(expression: Expression, frame: Frame, run: Run): unknown {
  switch (expression.kind) {
    case 'path':
      return evaluatePath(expression, frame, run);
    case 'literal':
      return expression.value;
    case 'array':
      return expression.items.map((item) => evaluateExpression(item, frame, run) ?? null);
    case 'object': {
      const object = createObject();
      for (const { key, value: node } of expression.entries) {
        const value = evaluateExpression(node, frame, run);
        if (value !== undefined) object[key] = value;
      }
      return object;
    }
    case 'fallback':
      return evaluateFallback(expression, frame, run);
  }
}

/** Problems of operands that another one stood in for are forgotten. */
function evaluateFallback({ operator, operands }: FallbackNode, frame: Frame, run: Run): unknown {
  const before = [...run.problems];
  let value: unknown;
  for (const operand of operands) {
    run.problems = [...before];
    value = evaluateExpression(operand, frame, run);
    const falls = operator === '??' ? value === undefined || value === null : value === undefined;
    if (!falls) return value;
  }
  return value;
}
