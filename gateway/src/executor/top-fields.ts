import { Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode } from '../planner/types.js';

/** Response names that the fetch brings to an object: its root fields, or the fields under `_entities`. */
export function topFields(node: FetchNode): readonly string[] {
  const names = new Set<string>();
  const collect = (selectionSet: SelectionSetNode | undefined, below: number): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === Kind.FIELD && below === 0) {
        names.add(selection.alias?.value ?? selection.name.value);
      } else if (selection.kind === Kind.FIELD) {
        collect(selection.selectionSet, below - 1);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, below);
      }
    }
  };
  for (const definition of parse(node.operation, { noLocation: true }).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      collect(definition.selectionSet, node.requires === undefined ? 0 : 1);
    }
  }
  names.delete('__typename');
  return [...names];
}
