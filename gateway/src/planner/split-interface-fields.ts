import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  Kind,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Splits fields of an interface by object type: `media { size }` becomes `media { ... on Book { size } ... on Film { size } }`.
 * `__typename` stays in one piece.
 *
 * @param schema What the document is valid against.
 * @param isSplit Whether a field is, by the coordinates that it has on the object types of the interface.
 * @returns The same document when nothing is split.
 */
export function splitInterfaceFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  isSplit: (coordinates: readonly string[]) => boolean,
): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      SelectionSet(node) {
        const parent = typeInfo.getParentType();
        if (!isInterfaceType(parent)) {
          return undefined;
        }
        const objects = schema.getPossibleTypes(parent).map(({ name }) => name);
        const isSplitHere = ({ name }: FieldNode): boolean =>
          name.value !== '__typename' && isSplit(objects.map((object) => `${object}.${name.value}`));
        if (!node.selections.some((selection) => selection.kind === Kind.FIELD && isSplitHere(selection))) {
          return undefined;
        }
        return {
          ...node,
          selections: node.selections.flatMap((selection): readonly SelectionNode[] =>
            selection.kind === Kind.FIELD && isSplitHere(selection)
              ? objects.map((object) => on(object, selection))
              : [selection],
          ),
        };
      },
    }),
  );
}

function on(typeName: string, field: FieldNode): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
}
