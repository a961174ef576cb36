import type { Expression, PathExpression, SelectionNode } from './ast.js';

/**
 * The objects that an expression can come to, itself or as items of a list, as far as its text shows them: `{…}` behind a
 * path, the results of `->match`, what `->map` and `->echo` make, the operands of `??`.
 *
 * @returns Undefined when the text does not show every one of them.
 */
export function visibleObjects(expression: Expression): readonly SelectionNode[] | undefined {
  switch (expression.kind) {
    case 'selection':
      return [expression];
    case 'path':
      return objectsOfPath(expression);
    case 'array':
      return together(expression.items);
    case 'fallback':
      return together(expression.operands);
    case 'literal':
      // Null is no object, and so hides none.
      return expression.value === null ? [] : undefined;
  }
}

/** Methods that hand on items of what they are given. */
const passingMethods: ReadonlySet<string> = new Set(['first', 'last', 'slice', 'filter', 'find']);

function objectsOfPath({ root, steps, selection }: PathExpression): readonly SelectionNode[] | undefined {
  if (selection !== undefined) return [selection];
  const making = steps.findLastIndex((step) => !(step.kind === 'method' && passingMethods.has(step.name)));
  const step = steps[making];
  if (step === undefined) return root.kind === 'expression' ? visibleObjects(root.expression) : undefined;
  if (step.kind !== 'method') return undefined;
  if (step.name === 'map' || step.name === 'echo') return together(step.args);
  if (step.name !== 'match') return undefined;
  const results = step.args.map((pair) => (pair.kind === 'array' ? pair.items[1] : undefined));
  return results.every((result) => result !== undefined) ? together(results) : undefined;
}

function together(expressions: readonly Expression[]): readonly SelectionNode[] | undefined {
  const found = expressions.map(visibleObjects);
  return found.every((objects) => objects !== undefined) ? found.flat() : undefined;
}
