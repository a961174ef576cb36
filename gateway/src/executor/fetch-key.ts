import type { FetchNode } from '../planner/types.js';

/** What the answers of a fetch are interchangeable by: see `EntityMemory.of`. */
export function fetchKeyOf(node: FetchNode): string {
  const { source, requires, inputRewrites, outputRewrites } = node;
  return JSON.stringify([source, withoutName(node), requires, inputRewrites, outputRewrites]);
}

/** The operation's text without its name, which says only for which place of the plan it was made. */
function withoutName({ operation, operationName }: FetchNode): string {
  return operationName === undefined ? operation : operation.replace(operationName, '');
}
