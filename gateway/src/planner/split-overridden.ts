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
 * Splits fields of an interface by object type where a label decides which source answers the field of one of the types:
 * `media { size }` becomes `media { ... on Book { size } ... on Film { size } }`.
 *
 * @apollo/query-planner asks for the former in one piece, and then does not look at the labels.
 *
 * @param schema What the document is valid against.
 * @param labelledFields `Type.field` of every `@override(label:)`.
 */
export function splitOverridden(
  document: DocumentNode,
  schema: GraphQLSchema,
  labelledFields: ReadonlySet<string>,
): DocumentNode {
  if (labelledFields.size === 0) {
    return document;
  }
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
        const isLabelled = ({ name }: FieldNode): boolean =>
          objects.some((object) => labelledFields.has(`${object}.${name.value}`));
        return {
          ...node,
          selections: node.selections.flatMap((selection): readonly SelectionNode[] =>
            selection.kind === Kind.FIELD && isLabelled(selection)
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
