import type { FetchNode } from '../planner/types.js';

const keys = new WeakMap<FetchNode, string>();

/** What the answers of a fetch are interchangeable by: see `EntityMemory.of`. */
export function fetchKeyOf(node: FetchNode): string {
  const known = keys.get(node);
  if (known !== undefined) {
    return known;
  }
  const { source, requires, inputRewrites, outputRewrites } = node;
  const key = JSON.stringify([source, withoutName(node), requires, inputRewrites, outputRewrites]);
  keys.set(node, key);
  return key;
}

/** The operation's text without its name, which says only for which place of the plan it was made. */
function withoutName({ operation, operationName }: FetchNode): string {
  return operationName === undefined ? operation : operation.replace(operationName, '');
}
