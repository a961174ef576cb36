import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { TypedFields } from '../../supergraph/typed-fields.js';

/** What decides which fields an operation selects. */
export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** See `Supergraph.typedFields`; none when left out. */
  readonly typedFields?: TypedFields | undefined;
}

/**
 * The fields that selection sets ask of an object, by response name, in the order of the answer.
 *
 * Spec: GraphQL specification, section "Field Collection", CollectFields and CollectSubfields.
 */
export function collectFields(
  context: CollectContext,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const grouped = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const selectionSet of selectionSets) {
    collect(context, type, selectionSet.selections, visited, grouped);
  }
  return grouped;
}

function collect(
  context: CollectContext,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selections: readonly SelectionNode[],
  visited: Set<string>,
  grouped: Map<string, FieldNode[]>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const group = grouped.get(name);
      if (group === undefined) {
        grouped.set(name, [selection]);
      } else {
        group.push(selection);
      }
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (applies(context.schema, selection.typeCondition?.name.value, type)) {
        collect(context, type, selection.selectionSet.selections, visited, grouped);
      }
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      const fragment = context.fragments.get(selection.name.value);
      if (fragment !== undefined && applies(context.schema, fragment.typeCondition.name.value, type)) {
        collect(context, type, fragment.selectionSet.selections, visited, grouped);
      }
    }
  }
}

/**
 * Whether what is selected of an object of an interface depends on its concrete type: its type name is asked for, or
 * fields of types that implement the interface, or fields that only allow nulls on some of them.
 */
export function dependsOnType(
  context: CollectContext,
  type: GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): boolean {
  const visited = new Set<string>();
  const depends = (selection: SelectionNode): boolean => {
    if (selection.kind === Kind.FIELD) {
      const field = type.getFields()[selection.name.value];
      return selection.name.value === '__typename' || (field !== undefined && context.typedFields?.has(field) === true);
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    if (fragment === undefined || (selection.kind === Kind.FRAGMENT_SPREAD && visited.has(selection.name.value))) {
      return false;
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      visited.add(selection.name.value);
    }
    return (
      !applies(context.schema, fragment.typeCondition?.name.value, type) ||
      fragment.selectionSet.selections.some(depends)
    );
  };
  return selectionSets.some(({ selections }) => selections.some(depends));
}

function applies(
  schema: GraphQLSchema,
  condition: string | undefined,
  type: GraphQLObjectType | GraphQLInterfaceType,
): boolean {
  if (condition === undefined || condition === type.name) {
    return true;
  }
  const conditionType = schema.getType(condition);
  return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
}
