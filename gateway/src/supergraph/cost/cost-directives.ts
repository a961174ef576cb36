import { type DirectiveNode, Kind, type ValueNode, visit } from 'graphql';
import { coordinateOf, type LiftedSupergraph } from '../lift-directives.js';

/** What `@listSize` says of a field. */
export interface ListSize {
  /** Items when no argument says how many. */
  readonly assumedSize: number | undefined;
  /** Arguments that say how many, or how long a list they are; dots lead into input objects. */
  readonly slicingArguments: readonly string[];
  /** Fields of what the field returns whose lists are meant; empty: the field's own. */
  readonly sizedFields: readonly string[];
  /** Whether exactly one of `slicingArguments` has to be given. */
  readonly requireOneSlicingArgument: boolean;
}

/** What a supergraph says its fields, types and arguments cost. */
export interface CostDirectives {
  /**
   * The weight that `@cost` gives.
   *
   * @param coordinate `Type`, `Type.field` (of input types, too) or `Type.field(argument:)`.
   */
  weightOf(coordinate: string): number | undefined;
  /** @param coordinate `Type.field`. */
  listSizeOf(coordinate: string): ListSize | undefined;
}

const names = ['cost', 'listSize'] as const;

/**
 * Reads `@cost` and `@listSize` of a supergraph, whatever they are called in it, linked or not.
 *
 * Spec: https://ibm.github.io/graphql-specs/cost-spec.html, sections "The Cost Directive" and "The List Size Directive";
 * https://specs.apollo.dev/cost/v0.1, where weights are integers. Weights of directives' arguments do not survive
 * composition, so there are none.
 *
 * @throws {SyntaxError} When a weight is no number: what nobody can read must not cost nothing.
 */
export function readCostDirectives({ directives, document }: LiftedSupergraph): CostDirectives {
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const found = (name: (typeof names)[number], coordinate: string, node: DirectiveNode): void => {
    if (name === 'cost') {
      weights.set(coordinate, readWeight(node, coordinate));
    } else {
      sizes.set(coordinate, readListSize(node));
    }
  };
  for (const name of names) {
    for (const { spec, coordinate, node } of directives.get(name) ?? []) {
      if (spec === 'cost') {
        found(name, coordinate, node);
      }
    }
  }
  visit(document, {
    Directive(node, _key, _parent, _path, ancestors) {
      const name = names.find((one) => one === node.name.value);
      if (name !== undefined) {
        found(name, coordinateOf(ancestors), node);
      }
    },
  });
  return { weightOf: (coordinate) => weights.get(coordinate), listSizeOf: (coordinate) => sizes.get(coordinate) };
}

function readWeight(node: DirectiveNode, coordinate: string): number {
  const value = argument(node, 'weight');
  const numeric = value?.kind === Kind.INT || value?.kind === Kind.FLOAT || value?.kind === Kind.STRING;
  const weight = numeric && value.value.trim() !== '' ? Number(value.value) : Number.NaN;
  if (!Number.isFinite(weight)) {
    throw new SyntaxError(`@${node.name.value} of "${coordinate}" needs "weight", a number`);
  }
  return weight;
}

function readListSize(node: DirectiveNode): ListSize {
  const assumed = argument(node, 'assumedSize');
  const required = argument(node, 'requireOneSlicingArgument');
  return {
    assumedSize: assumed?.kind === Kind.INT ? Math.max(0, Number(assumed.value)) : undefined,
    slicingArguments: strings(argument(node, 'slicingArguments')),
    sizedFields: strings(argument(node, 'sizedFields')),
    requireOneSlicingArgument: !(required?.kind === Kind.BOOLEAN && !required.value),
  };
}

function argument(node: DirectiveNode, name: string): ValueNode | undefined {
  return node.arguments?.find((one) => one.name.value === name)?.value;
}

function strings(value: ValueNode | undefined): readonly string[] {
  const items = value?.kind === Kind.LIST ? value.values : value === undefined ? [] : [value];
  return items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}
