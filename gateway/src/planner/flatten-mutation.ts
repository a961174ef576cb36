import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Writes the fields of a mutation directly into its root, in the order in which they have to run; fields of one response
 * name stand together. @apollo/query-planner puts equal fragments together, and with them fields that others stand
 * between: `... { a } b ... { c }` would run as `a c b`.
 *
 * Spec: GraphQL specification, section "Field Collection".
 *
 * @param document One operation with its fragments; other operations than mutations are returned as they are.
 */
export function flattenMutation(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'mutation'
        ? { ...definition, selectionSet: flatten(definition.selectionSet, fragments) }
        : definition,
    ),
  };
}

function flatten(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  const byName = new Map<string, SelectionNode[]>();
  const collect = ({ selections }: SelectionSetNode, around: readonly DirectiveNode[]): void => {
    for (const selection of selections) {
      const directives = [...around, ...(selection.directives ?? [])];
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        byName.set(name, [...(byName.get(name) ?? []), within(selection, around)]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, directives);
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) {
          collect(fragment.selectionSet, directives);
        }
      }
    }
  };
  collect(selectionSet, []);
  return { ...selectionSet, selections: [...byName.values()].flat() };
}

/** Conditions of the fragments around a field go on holding for it. */
function within(field: FieldNode, directives: readonly DirectiveNode[]): SelectionNode {
  return directives.length === 0
    ? field
    : {
        kind: Kind.INLINE_FRAGMENT,
        directives,
        selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
      };
}
