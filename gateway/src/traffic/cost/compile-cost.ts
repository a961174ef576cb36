import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CostDirectives } from '../../supergraph/cost/cost-directives.js';
import { compileArgumentCost, type FieldUse, firstWeight, readsVariables } from './argument-cost.js';
import type { CostField, CostNode, CostTree } from './cost-tree.js';
import { compileListSize } from './list-size.js';

/** What costs are compiled with. */
export interface CompileCostOptions {
  readonly schema: GraphQLSchema;
  readonly costs: CostDirectives;
  /** Most selections that are looked at, one for each type that they may be selected on. Default 200,000. */
  readonly maxSteps?: number;
}

const defaultMaxSteps = 200_000;

/**
 * Compiles what an operation costs: its fields merged, for each type that an object may have. Equal selections on one type
 * are compiled once, so fragments that spread each other over and over take no more than their text.
 *
 * @param document One that is valid, in which no `@skip` or `@include` is left.
 * @returns Undefined when it takes more steps than allowed: nobody can say what it costs.
 */
export function compileCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  options: CompileCostOptions,
): CostTree | undefined {
  const root = options.schema.getRootType(operation.operation);
  if (root === undefined || root === null) {
    return undefined;
  }
  const compiler = new CostCompiler(document, options);
  const node = compiler.objectOf(root, [operation.selectionSet]);
  return compiler.stepsLeft < 0 ? undefined : { root: { ...node, weight: 0 }, usesVariables: compiler.usesVariables };
}

/** The state of one compilation. */
class CostCompiler {
  stepsLeft: number;
  usesVariables = false;
  readonly #schema: GraphQLSchema;
  readonly #costs: CostDirectives;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #setIds = new Map<SelectionSetNode, number>();
  readonly #compiled = new Map<string, CostNode>();
  /** Nodes by all that they consist of: types of an interface mostly cost the same. */
  readonly #interned = new Map<string, CostNode>();
  readonly #ids = new Map<CostNode, number>();

  constructor(document: DocumentNode, { schema, costs, maxSteps }: CompileCostOptions) {
    this.stepsLeft = maxSteps ?? defaultMaxSteps;
    this.#schema = schema;
    this.#costs = costs;
    this.#fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  objectOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): CostNode {
    const key = `${type.name} ${sets.map((set) => this.#setId(set)).join()}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) {
      return known;
    }
    const fields = [...this.#collect(type, sets)].flatMap(([name, nodes]) => this.#field(type, name, nodes) ?? []);
    const weight = this.#costs.weightOf(type.name) ?? 1;
    const content = `${weight} ${fields.map(({ id }) => id).join()}`;
    const node = this.#interned.get(content) ?? { weight, fields: fields.map(({ field }) => field) };
    this.#interned.set(content, node);
    this.#ids.set(node, this.#ids.get(node) ?? this.#ids.size);
    this.#compiled.set(key, node);
    return node;
  }

  /** Spec: GraphQL, section "Field Collection" (`CollectFields()`). */
  #collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, readonly FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const visit = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (--this.stepsLeft < 0) {
          return;
        }
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const same = fields.get(name);
          if (same === undefined) {
            fields.set(name, [selection]);
          } else {
            same.push(selection);
          }
          continue;
        }
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#spread(selection.name.value, spread);
        if (fragment !== undefined && this.#applies(fragment.typeCondition?.name.value, type)) {
          visit(fragment.selectionSet);
        }
      }
    };
    for (const set of sets) {
      visit(set);
    }
    return fields;
  }

  #spread(name: string, spread: Set<string>): FragmentDefinitionNode | undefined {
    const fragment = spread.has(name) ? undefined : this.#fragments.get(name);
    spread.add(name);
    return fragment;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    const named = condition === undefined ? type : this.#schema.getType(condition);
    return named === type || (isAbstractType(named) && this.#schema.isSubType(named, type));
  }

  #field(
    type: GraphQLObjectType,
    responseName: string,
    nodes: readonly FieldNode[],
  ): { readonly field: CostField; readonly id: string } | undefined {
    const [node] = nodes;
    const definition = node && type.getFields()[node.name.value];
    if (node === undefined || definition === undefined || node.name.value.startsWith('__') || this.stepsLeft < 0) {
      return undefined;
    }
    const { name } = definition;
    const owners = [type, ...type.getInterfaces().filter((one) => Object.hasOwn(one.getFields(), name))];
    const coordinates = owners.map((owner) => `${owner.name}.${name}`);
    const use: FieldUse = { coordinates, definition, node };
    const argumentCost = compileArgumentCost(use, this.#costs);
    const listSize = compileListSize(use, this.#costs);
    const own = argumentCost !== undefined || listSize !== undefined;
    this.usesVariables ||= own && readsVariables(node);
    const returned = getNamedType(definition.type);
    const branchOf = this.#branches(definition.type, nodes);
    const leafWeight = isCompositeType(returned) ? undefined : (this.#costs.weightOf(returned.name) ?? 0);
    const field: CostField = {
      responseName,
      name,
      weight: firstWeight(coordinates, this.#costs) ?? leafWeight,
      lists: listDepth(definition.type),
      argumentCost,
      listSize,
      branches: [...new Set(branchOf.values())],
      branchOf,
    };
    return { field, id: this.#fieldId(field, own ? use : undefined) };
  }

  #branches(type: GraphQLOutputType, nodes: readonly FieldNode[]): ReadonlyMap<string, CostNode> {
    const returned = getNamedType(type);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const types = isObjectType(returned) ? [returned] : isAbstractType(returned) ? this.#possible(returned.name) : [];
    return new Map(types.map((possible) => [possible.name, this.objectOf(possible, sets)]));
  }

  #possible(name: string): readonly GraphQLObjectType[] {
    const type = this.#schema.getType(name);
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
  }

  /** Equal for fields that cost the same. */
  #fieldId({ responseName, name, weight, lists, branchOf }: CostField, use: FieldUse | undefined): string {
    const branches = [...branchOf].map(([type, node]) => `${type}:${this.#ids.get(node)}`).join('|');
    const arguments_ =
      use === undefined ? '' : `${use.coordinates[0]}@${use.node.loc?.start ?? JSON.stringify(use.node)}`;
    return `(${responseName} ${name} ${weight} ${lists} ${arguments_} ${branches})`;
  }

  #setId(set: SelectionSetNode): number {
    const id = this.#setIds.get(set) ?? this.#setIds.size;
    this.#setIds.set(set, id);
    return id;
  }
}

function listDepth(type: GraphQLOutputType): number {
  if (isNonNullType(type)) {
    return listDepth(type.ofType);
  }
  return isListType(type) ? 1 + listDepth(type.ofType) : 0;
}
