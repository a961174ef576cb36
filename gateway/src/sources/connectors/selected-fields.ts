import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Per field of one execution (graphql-js keeps `fieldNodes` the same for all parents), by type name. */
const known = new WeakMap<readonly FieldNode[], Map<string, ReadonlySet<string>>>();

/**
 * The names of the fields that are selected of a `typeName` object below the field being resolved, fragments looked
 * through, `@skip` and `@include` obeyed; `__typename` is not among them.
 *
 * Spec: GraphQL, CollectFields.
 */
export function selectedFields(info: GraphQLResolveInfo, typeName: string): ReadonlySet<string> {
  const byType = known.get(info.fieldNodes) ?? new Map<string, ReadonlySet<string>>();
  known.set(info.fieldNodes, byType);
  const found = byType.get(typeName);
  if (found !== undefined) return found;
  const names = new Set<string>();
  for (const node of info.fieldNodes) {
    if (node.selectionSet !== undefined) collectNames(node.selectionSet, { info, typeName, names });
  }
  byType.set(typeName, names);
  return names;
}

interface Collection {
  readonly info: GraphQLResolveInfo;
  readonly typeName: string;
  readonly names: Set<string>;
}

function collectNames(selectionSet: SelectionSetNode, collection: Collection): void {
  const { info, typeName, names } = collection;
  for (const selection of selectionSet.selections) {
    if (!isIncluded(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      if (!selection.name.value.startsWith('__')) names.add(selection.name.value);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || fits(info, condition, typeName)) collectNames(fragment.selectionSet, collection);
  }
}

function isIncluded(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.['if'] !== false;
}

function fits({ schema }: GraphQLResolveInfo, condition: string, typeName: string): boolean {
  if (condition === typeName) return true;
  const wanted: GraphQLNamedType | undefined = schema.getType(condition);
  const type = schema.getType(typeName);
  return isAbstractType(wanted) && isObjectType(type) && schema.isSubType(wanted, type);
}
