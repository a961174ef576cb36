import type { CostField, CostNode, CostTree } from './cost-tree.js';
import type { CostVariables } from './cost-variables.js';
import { plus } from './saturating.js';

/** What `actualCost` needs beside the answer. */
export interface ActualCostOptions {
  readonly variables: CostVariables;
  /** What the operation costs beside its fields. */
  readonly operationWeight: number;
}

/**
 * What an operation has really cost, counted from `data` of its answer as the estimate counts: lists with the items that
 * they have, objects of their type as far as `__typename` says it, else of the dearest that fits. What is null costs its
 * arguments. Takes time linear in the answer.
 *
 * @param data Parsed; what is not an object has cost nothing.
 */
export function actualCost(tree: CostTree, data: unknown, { variables, operationWeight }: ActualCostOptions): number {
  const cost = isObject(data) ? plus(operationWeight, costOfObject(tree.root, data, variables)) : 0;
  return Math.max(0, Math.ceil(cost));
}

type Data = Readonly<Record<string, unknown>>;

function costOfObject({ fields }: CostNode, data: Data, variables: CostVariables): number {
  let cost = 0;
  for (const field of fields) {
    if (Object.hasOwn(data, field.responseName)) {
      const own = field.argumentCost?.(variables) ?? 0;
      cost = plus(cost, plus(own, costOfValue(field, data[field.responseName], variables)));
    }
  }
  return cost;
}

function costOfValue(field: CostField, value: unknown, variables: CostVariables): number {
  if (value === null || value === undefined) {
    return 0;
  }
  if (Array.isArray(value) && field.lists > 0) {
    return value.reduce((sum: number, item: unknown) => plus(sum, costOfValue(field, item, variables)), 0);
  }
  if (!isObject(value) || field.branches.length === 0) {
    return field.weight ?? 0;
  }
  const typeName = value['__typename'];
  const known = typeof typeName === 'string' ? field.branchOf.get(typeName) : undefined;
  const branches = known === undefined ? field.branches : [known];
  return Math.max(
    ...branches.map((branch) => plus(field.weight ?? branch.weight, costOfObject(branch, value, variables))),
  );
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
