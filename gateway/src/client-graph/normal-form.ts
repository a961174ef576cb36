import { type DefinitionNode, type DocumentNode, Kind, print } from 'graphql';

/**
 * A document's text in its normal form: operations before fragments, each kind sorted by name, printed as graphql-js
 * does. Documents of one normal form differ in layout, comments and the order of definitions alone.
 *
 * It is the form that Apollo's `generate-persisted-query-manifest` writes and hashes.
 */
export function normalForm({ definitions }: DocumentNode): string {
  return print({ kind: Kind.DOCUMENT, definitions: definitions.toSorted(compareDefinitions) });
}

function compareDefinitions(one: DefinitionNode, other: DefinitionNode): number {
  // "OperationDefinition" is the larger: kinds descend, names ascend.
  return compareText(other.kind, one.kind) || compareText(nameOf(one), nameOf(other));
}

function nameOf(definition: DefinitionNode): string {
  return 'name' in definition ? (definition.name?.value ?? '') : '';
}

/** By code unit, so that no machine's language decides an id. */
function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
