import type { CostField, CostNode, CostTree, SlicingFault } from './cost-tree.js';
import type { CostVariables } from './cost-variables.js';
import { maxCost, plus, times } from './saturating.js';

/** What counts where a schema says nothing. */
export interface CostDefaults {
  /** Items of a list. */
  readonly listSize: number;
  /** What an operation costs beside its fields. */
  readonly operationWeight: number;
}

/** What an operation costs at most, as far as its schema is right. */
export interface CostEstimate {
  /** A whole number, 0 to `Number.MAX_SAFE_INTEGER`, where counting ends. */
  readonly cost: number;
  /** The first field without the slicing argument that it needs; it was estimated without. */
  readonly fault: SlicingFault | undefined;
}

/**
 * Estimates an operation before it is executed: each field costs what its arguments cost and, once for each item of its
 * list, its weight and that of the fields selected on it; of several types that an object may have, the dearest.
 *
 * Spec: IBM cost specification, section "Cost"; one number as in Apollo's, where `@cost` of a field takes the place of
 * the weight of its type.
 *
 * @param tree Undefined: too much to be compiled, so as dear as can be.
 */
export function estimateCost(
  tree: CostTree | undefined,
  variables: CostVariables,
  { listSize, operationWeight }: CostDefaults,
): CostEstimate {
  if (tree === undefined) {
    return { cost: maxCost, fault: undefined };
  }
  const estimation: Estimation = { variables, listSize, known: new Map(), fault: undefined };
  const cost = plus(operationWeight, estimateNode(tree.root, undefined, estimation));
  return { cost: Math.max(0, Math.ceil(cost)), fault: estimation.fault };
}

interface Estimation {
  readonly variables: CostVariables;
  readonly listSize: number;
  /** Of nodes whose lists nothing around them has sized. */
  readonly known: Map<CostNode, number>;
  fault: SlicingFault | undefined;
}

/** Lists that are sized by the field around them. */
interface Sized {
  readonly fields: ReadonlySet<string>;
  readonly size: number;
}

function estimateNode(node: CostNode, sized: Sized | undefined, estimation: Estimation): number {
  const known = sized === undefined ? estimation.known.get(node) : undefined;
  if (known !== undefined) {
    return known;
  }
  const cost = node.fields.reduce((sum, field) => plus(sum, estimateField(field, sized, estimation)), 0);
  if (sized === undefined) {
    estimation.known.set(node, cost);
  }
  return cost;
}

function estimateField(field: CostField, sized: Sized | undefined, estimation: Estimation): number {
  const { variables, listSize: usual } = estimation;
  const { listSize, weight, lists, branches } = field;
  estimation.fault ??= listSize?.fault(variables);
  const said = listSize && (listSize.size(variables) ?? usual);
  const inner =
    listSize?.sizedFields === undefined || said === undefined
      ? undefined
      : { fields: listSize.sizedFields, size: said };
  const own = sized?.fields.has(field.name) === true ? sized.size : inner === undefined ? said : undefined;
  const each =
    branches.length === 0
      ? (weight ?? 0)
      : Math.max(...branches.map((branch) => plus(weight ?? branch.weight, estimateNode(branch, inner, estimation))));
  const items = lists === 0 ? 1 : times(own ?? usual, usual ** (lists - 1));
  return plus(times(items, each), field.argumentCost?.(variables) ?? 0);
}
