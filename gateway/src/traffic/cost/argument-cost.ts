import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { CostDirectives } from '../../supergraph/cost/cost-directives.js';
import type { CostField } from './cost-tree.js';
import { inputFields, inputValue, unknownValue } from './cost-variables.js';
import { plus } from './saturating.js';

/** A field of an operation, and where it is defined. */
export interface FieldUse {
  /** `Type.field`, those of interfaces that the type has it from after its own. */
  readonly coordinates: readonly string[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/**
 * Compiles what the arguments of a field cost: the weight of each, else of its type, else 1 for an input object and 0 for
 * anything else; and the same for all that is inside of input objects and lists.
 *
 * Spec: IBM cost specification, section "Argument and Input Field Weights", with the defaults of Apollo's.
 */
export function compileArgumentCost(use: FieldUse, costs: CostDirectives): CostField['argumentCost'] {
  const weighed = (use.node.arguments ?? []).flatMap(({ name, value }) => {
    const definition = use.definition.args.find((one) => one.name === name.value);
    if (definition === undefined) {
      return [];
    }
    const weight = firstWeight(
      use.coordinates.map((coordinate) => `${coordinate}(${name.value}:)`),
      costs,
    );
    const { type } = definition;
    const free = weight === undefined && !isInputObjectType(getNamedType(type)) && typeWeight(type, costs) === 0;
    return free ? [] : [{ value, weight, type }];
  });
  if (weighed.length === 0) {
    return undefined;
  }
  return (variables) =>
    weighed.reduce((sum, { value, weight, type }) => {
      return plus(sum, inputCost(inputValue(value, variables), { type, weight, costs }));
    }, 0);
}

/** Whether what arguments cost depends on variables. */
export function readsVariables(node: FieldNode): boolean {
  return JSON.stringify(node.arguments ?? [], (key, value) => (key === 'loc' ? undefined : value)).includes(
    '"kind":"Variable"',
  );
}

/** @returns The first weight that there is. */
export function firstWeight(coordinates: readonly string[], costs: CostDirectives): number | undefined {
  for (const coordinate of coordinates) {
    const weight = costs.weightOf(coordinate);
    if (weight !== undefined) {
      return weight;
    }
  }
  return undefined;
}

interface InputCostOptions {
  readonly type: GraphQLInputType;
  /** Of the argument or input field itself. */
  readonly weight: number | undefined;
  readonly costs: CostDirectives;
}

function inputCost(value: unknown, { type, weight, costs }: InputCostOptions): number {
  if (value === undefined || value === null) {
    return 0;
  }
  if (isNonNullType(type)) {
    return inputCost(value, { type: type.ofType, weight, costs });
  }
  if (isListType(type) && Array.isArray(value)) {
    const inner: GraphQLInputType = type.ofType;
    return value.reduce(
      (sum: number, item: unknown) => plus(sum, inputCost(item, { type: inner, weight: undefined, costs })),
      weight ?? 0,
    );
  }
  const named = getNamedType(type);
  const own = weight ?? typeWeight(type, costs);
  const fields = isInputObjectType(named) && value !== unknownValue ? inputFields(value) : undefined;
  if (fields === undefined || !isInputObjectType(named)) {
    return own;
  }
  let sum = own;
  for (const [name, item] of fields) {
    const field = Object.hasOwn(named.getFields(), name) ? named.getFields()[name] : undefined;
    if (field !== undefined) {
      const fieldWeight = costs.weightOf(`${named.name}.${name}`);
      sum = plus(sum, inputCost(item, { type: field.type, weight: fieldWeight, costs }));
    }
  }
  return sum;
}

function typeWeight(type: GraphQLInputType, costs: CostDirectives): number {
  const named = getNamedType(type);
  return costs.weightOf(named.name) ?? (isInputObjectType(named) ? 1 : 0);
}
