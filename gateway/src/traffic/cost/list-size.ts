import type { ArgumentNode, GraphQLField, ValueNode } from 'graphql';
import type { CostDirectives, ListSize } from '../../supergraph/cost/cost-directives.js';
import type { FieldUse } from './argument-cost.js';
import type { FieldListSize } from './cost-tree.js';
import { type CostVariables, inputFields, inputValue, unknownValue } from './cost-variables.js';

/**
 * Compiles what `@listSize` says of a field: the greatest of its slicing arguments, else of their defaults, else
 * `assumedSize`. Of an argument that is a list, its length counts.
 *
 * Spec: IBM cost specification, sections "List Size" and "Slicing Arguments".
 *
 * @returns Undefined when the field has none.
 */
export function compileListSize(use: FieldUse, costs: CostDirectives): FieldListSize | undefined {
  const coordinate = use.coordinates.find((one) => costs.listSizeOf(one) !== undefined);
  const directive = coordinate === undefined ? undefined : costs.listSizeOf(coordinate);
  if (coordinate === undefined || directive === undefined) {
    return undefined;
  }
  const { slicingArguments, sizedFields, assumedSize } = directive;
  const given = (variables: CostVariables): readonly unknown[] =>
    slicingArguments
      .map((path) => argumentAt(use.node.arguments ?? [], path, variables))
      .filter((value) => value !== undefined && value !== null);
  const defaults = slicingArguments.map((path) => defaultAt(use.definition, path)).filter(isSize);
  return {
    sizedFields: sizedFields.length === 0 ? undefined : new Set(sizedFields),
    size(variables) {
      const values = given(variables);
      const sizes = values.length === 0 ? defaults : values;
      const known = sizes.map(sizeOf).filter(isSize);
      return known.length === 0 ? assumedSize : Math.max(0, ...known);
    },
    fault(variables) {
      const count = given(variables).length;
      return isEnough(directive, count, defaults.length)
        ? undefined
        : { field: use.coordinates[0] ?? coordinate, slicingArguments, given: count };
    },
  };
}

/** A default stands in for an argument that is not given. */
function isEnough({ slicingArguments, requireOneSlicingArgument }: ListSize, given: number, defaults: number): boolean {
  return !requireOneSlicingArgument || slicingArguments.length === 0 || given === 1 || (given === 0 && defaults > 0);
}

/** @param path Names with dots between: an argument, and fields of input objects inside of it. */
function argumentAt(nodes: readonly ArgumentNode[], path: string, variables: CostVariables): unknown {
  const [name, ...inner] = path.split('.');
  const node: ValueNode | undefined = nodes.find((one) => one.name.value === name)?.value;
  let value = node && inputValue(node, variables);
  for (const key of inner) {
    value = value === unknownValue ? unknownValue : inputFields(value)?.get(key);
  }
  return value;
}

function defaultAt({ args }: GraphQLField<unknown, unknown>, path: string): unknown {
  const [name, ...inner] = path.split('.');
  let value: unknown = args.find((one) => one.name === name)?.defaultValue;
  for (const key of inner) {
    value = inputFields(value)?.get(key);
  }
  return sizeOf(value);
}

function sizeOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : isSize(value) ? value : undefined;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
