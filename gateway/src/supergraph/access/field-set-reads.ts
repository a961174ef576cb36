import {
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

/**
 * Coordinates of everything that a field set reads of a type: fields, the types they return, and types of fragments.
 *
 * @param text A field set, with or without its braces.
 */
export function fieldSetReads(schema: GraphQLSchema, typeName: string, text: string): readonly string[] {
  const trimmed = text.trim();
  const [definition] = parse(trimmed.startsWith('{') ? trimmed : `{${trimmed}}`, { noLocation: true }).definitions;
  const reads: string[] = [];
  const collect = (parent: string, { selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition?.name.value ?? parent;
        reads.push(type);
        collect(type, selection.selectionSet);
      } else if (selection.kind === Kind.FIELD) {
        reads.push(`${parent}.${selection.name.value}`);
        const returned = returnTypeName(schema, parent, selection.name.value);
        if (returned !== undefined) {
          reads.push(returned);
          collect(returned, selection.selectionSet ?? nothing);
        }
      }
    }
  };
  if (definition?.kind === Kind.OPERATION_DEFINITION) {
    collect(typeName, definition.selectionSet);
  }
  return reads;
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/** Name of the type that a field returns, lists and non-null stripped; undefined when there is no such field. */
export function returnTypeName(schema: GraphQLSchema, typeName: string, fieldName: string): string | undefined {
  const type = schema.getType(typeName);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  return field === undefined ? undefined : getNamedType(field.type).name;
}
