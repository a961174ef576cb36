import type { Expression, FieldNode, Mapping, PathExpression, PathStep, SelectionNode } from './ast.js';
import { visibleObjects } from './visible-objects.js';

/** Which fields of an object, or of each object of a list, are asked for. */
export interface Shape {
  /** By field, what is asked for of its value; undefined: all of it. */
  readonly fields: ReadonlyMap<string, Shape | undefined>;
}

/**
 * Cuts a mapping down to what is asked for. What is left means what it meant: the same values, the same problems. Where the
 * text does not show which keys an expression gives, it is left whole; `__typename` is always left.
 *
 * O(nodes). The mapping itself is not changed.
 *
 * @param shape Undefined: everything is asked for.
 */
export function pruneMapping(mapping: Mapping, shape: Shape | undefined): Mapping {
  return shape === undefined ? mapping : { ...mapping, root: pruneExpression(mapping.root, shape) };
}

function pruneExpression(expression: Expression, shape: Shape | undefined): Expression {
  if (shape === undefined) return expression;
  switch (expression.kind) {
    case 'selection':
      return pruneSelection(expression, shape);
    case 'path':
      return prunePath(expression, shape);
    case 'array':
      return { ...expression, items: expression.items.map((item) => pruneExpression(item, shape)) };
    case 'fallback':
      return { ...expression, operands: expression.operands.map((operand) => pruneExpression(operand, shape)) };
    case 'literal':
      return expression;
  }
}

function pruneSelection(selection: SelectionNode, shape: Shape): SelectionNode {
  return { ...selection, fields: selection.fields.flatMap((field) => pruneField(field, shape)) };
}

function pruneField(field: FieldNode, shape: Shape): readonly FieldNode[] {
  const { key } = field;
  if (key === '__typename') return [field];
  if (key !== undefined) {
    return shape.fields.has(key) ? [{ ...field, value: pruneExpression(field.value, shape.fields.get(key)) }] : [];
  }
  if (visibleObjects(field.value) === undefined) return [field];
  const value = pruneExpression(field.value, shape);
  // Nothing is left of it that could be merged.
  return visibleObjects(value)?.every(({ fields }) => fields.length === 0) === true ? [] : [{ ...field, value }];
}

/** Methods that hand on items of what they are given, and do not look into them unless an argument does. */
const passingMethods: ReadonlySet<string> = new Set(['first', 'last', 'slice']);

function isPassing(step: PathStep): boolean {
  return step.kind === 'method' && passingMethods.has(step.name) && step.args.every(isOfElsewhere);
}

/** Whether an argument is seen to read nothing of what its method is called on: `2`, `$args.first`. */
function isOfElsewhere(arg: Expression): boolean {
  if (arg.kind === 'literal') return true;
  return arg.kind === 'path' && arg.root.kind === 'variable' && arg.steps.every(({ kind }) => kind === 'key');
}

function prunePath(path: PathExpression, shape: Shape): PathExpression {
  const { root, steps, selection } = path;
  if (selection !== undefined) return { ...path, selection: pruneSelection(selection, shape) };
  const making = steps.findLastIndex((step) => !isPassing(step));
  if (making >= 0)
    return { ...path, steps: steps.map((step, index) => (index === making ? pruneStep(step, shape) : step)) };
  if (root.kind !== 'expression') return path;
  return { ...path, root: { ...root, expression: pruneExpression(root.expression, shape) } };
}

/** The results of `->map`, `->echo` and `->match` are those of expressions among their arguments. */
function pruneStep(step: PathStep, shape: Shape): PathStep {
  if (step.kind !== 'method') return step;
  switch (step.name) {
    case 'map':
    case 'echo':
      return { ...step, args: step.args.map((arg) => pruneExpression(arg, shape)) };
    case 'match':
      return { ...step, args: step.args.map((pair) => prunePair(pair, shape)) };
    default:
      return step;
  }
}

function prunePair(pair: Expression, shape: Shape): Expression {
  if (pair.kind !== 'array') return pair;
  return { ...pair, items: pair.items.map((item, index) => (index === 1 ? pruneExpression(item, shape) : item)) };
}

/** Prunes one mapping by many shapes, by each of them once. */
export function createPruner(mapping: Mapping): (shape: Shape | undefined) => Mapping {
  const pruned = new WeakMap<Shape, Mapping>();
  return (shape) => {
    if (shape === undefined) return mapping;
    const made = pruned.get(shape) ?? pruneMapping(mapping, shape);
    pruned.set(shape, made);
    return made;
  };
}
