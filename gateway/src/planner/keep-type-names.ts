import { isInterfaceObjectType, type Schema } from '@apollo/federation-internals';
import { Kind, parse, print, type SelectionNode, type SelectionSetNode, stripIgnoredCharacters } from 'graphql';
import type { FetchNode } from './types.js';

/** The schema of a source, by its name. */
export type SchemaOf = (source: string) => Schema | undefined;

/**
 * Takes `__typename` out of what an entity fetch asks of an `@interfaceObject`. The source could only answer with the
 * name of the interface, in the place of the object's own type, which others have told.
 */
export function keepTypeNames(fetch: FetchNode, schemaOf: SchemaOf): FetchNode {
  const schema = schemaOf(fetch.source);
  if (schema === undefined || fetch.requires === undefined || !fetch.operation.includes('__typename')) {
    return fetch;
  }
  const document = parse(fetch.operation, { noLocation: true });
  const definitions = document.definitions.map((definition) =>
    definition.kind !== Kind.OPERATION_DEFINITION
      ? definition
      : {
          ...definition,
          selectionSet: mapSelections(definition.selectionSet, (entities) =>
            entities.kind === Kind.FIELD && entities.selectionSet !== undefined
              ? { ...entities, selectionSet: withoutTypeNames(entities.selectionSet, schema, false) }
              : entities,
          ),
        },
  );
  return { ...fetch, operation: stripIgnoredCharacters(print({ ...document, definitions })) };
}

/** Goes through the fragments on one object; one that asks for nothing else keeps its `__typename`. */
function withoutTypeNames(
  selectionSet: SelectionSetNode,
  schema: Schema,
  isInterfaceObject: boolean,
): SelectionSetNode {
  const inner = mapSelections(selectionSet, (selection) => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) {
      return selection;
    }
    const type = selection.typeCondition && schema.type(selection.typeCondition.name.value);
    const isOfInterfaceObject = type === undefined ? isInterfaceObject : isInterfaceObjectType(type);
    return { ...selection, selectionSet: withoutTypeNames(selection.selectionSet, schema, isOfInterfaceObject) };
  });
  const kept = inner.selections.filter(
    (selection) => !isInterfaceObject || selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
  );
  return kept.length === 0 ? inner : { ...inner, selections: kept };
}

function mapSelections(
  selectionSet: SelectionSetNode,
  change: (selection: SelectionNode) => SelectionNode,
): SelectionSetNode {
  return { ...selectionSet, selections: selectionSet.selections.map(change) };
}
