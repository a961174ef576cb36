import { maxValueDepth } from '../json.js';
import type { Expression, Mapping, PathExpression, Range, SelectionNode, Template } from './ast.js';

/** One reading of a variable. */
export interface VariableUse {
  /** With the `$`: `$args`. */
  readonly name: string;
  /** The keys read below it; empty when the variable is used whole or handed to a method. */
  readonly path: readonly string[];
  /** Whether what is at the path is the value itself, with no method and no `{…}` behind it. */
  readonly isPlain: boolean;
  readonly range: Range;
}

/**
 * Lists every reading of a variable, one for each leaf: `$this { id owner { name } }` reads `id` and `owner.name`.
 * Names bound by `->as` are not variables in this sense where they are in scope.
 */
export function variablesUsed(read: Mapping | Template): VariableUse[] {
  const uses: VariableUse[] = [];
  if ('parts' in read) {
    return read.parts.flatMap((part) => (part.kind === 'mapping' ? variablesUsed(part.mapping) : []));
  }
  visitExpression(read.root, new Set(), uses);
  return uses;
}

type Scope = ReadonlySet<string>;

function visitPath(path: PathExpression, scope: Scope, uses: VariableUse[]): void {
  // One copy, however many names a path binds: what stands before a binding has been visited when it grows.
  const inner = path.steps.some(({ kind }) => kind === 'bind') ? new Set(scope) : (scope as Set<string>);
  for (const step of path.steps) {
    if (step.kind === 'method') for (const arg of step.args) visitExpression(arg, inner, uses);
    if (step.kind === 'bind') {
      if (step.expression !== undefined) visitExpression(step.expression, inner, uses);
      inner.add(step.variable);
    }
  }
  if (path.selection !== undefined) visitSelection(path.selection, inner, uses);
  const { root } = path;
  if (root.kind === 'expression') visitExpression(root.expression, scope, uses);
  if (root.kind !== 'variable' || scope.has(root.name)) return;
  const isPlain = path.selection === undefined && path.steps.every((step) => step.kind === 'key');
  for (const keys of leavesOf(path)) uses.push({ name: root.name, path: keys, isPlain, range: root.range });
}

function visitSelection(selection: SelectionNode, scope: Scope, uses: VariableUse[]): void {
  for (const { value } of selection.fields) visitExpression(value, scope, uses);
}

function visitExpression(expression: Expression, scope: Scope, uses: VariableUse[]): void {
  switch (expression.kind) {
    case 'path':
      visitPath(expression, scope, uses);
      return;
    case 'literal':
      return;
    case 'array':
      for (const item of expression.items) visitExpression(item, scope, uses);
      return;
    case 'selection':
      visitSelection(expression, scope, uses);
      return;
    case 'fallback':
      for (const operand of expression.operands) visitExpression(operand, scope, uses);
  }
}

/**
 * The key paths a path reads below its root, as far as they are plain keys. Longer ones than data is deep are cut: they
 * are repeated for each leaf, and would be more than all of the text.
 */
function leavesOf(path: PathExpression): string[][] {
  const keys: string[] = [];
  for (const step of path.steps) {
    if (step.kind !== 'key' || keys.length === maxValueDepth) return [keys];
    keys.push(step.key);
  }
  if (path.selection === undefined) return [keys];
  return leavesOfSelection(path.selection).map((leaf) => [...keys, ...leaf].slice(0, maxValueDepth));
}

function leavesOfSelection(selection: SelectionNode): string[][] {
  return selection.fields.flatMap(({ value }) => leavesOfExpression(value));
}

/** What an expression reads of the data it stands in. */
function leavesOfExpression(expression: Expression): string[][] {
  switch (expression.kind) {
    case 'path':
      return expression.root.kind === 'element' || expression.root.kind === 'enclosing' ? leavesOf(expression) : [];
    case 'literal':
      return [];
    case 'selection':
      return leavesOfSelection(expression);
    case 'array':
      return expression.items.flatMap(leavesOfExpression);
    case 'fallback':
      return expression.operands.flatMap(leavesOfExpression);
  }
}
