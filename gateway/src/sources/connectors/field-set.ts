import { Kind, parse, type SelectionSetNode } from 'graphql';
import { isJsonObject, ownValue } from './json.js';

/** Names from an object down to a leaf. */
export type KeyPath = readonly string[];

/**
 * The leaves of a federation field set: `id owner { name }` has `id` and `owner.name`.
 *
 * @throws {GraphQLError} when the text is no field set; composition has checked it.
 */
export function fieldSetLeaves(fieldSet: string): KeyPath[] {
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? leavesOf(definition.selectionSet) : [];
}

function leavesOf(selectionSet: SelectionSetNode): KeyPath[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return leavesOf(selection.selectionSet);
    const name = selection.name.value;
    if (selection.selectionSet === undefined) return [[name]];
    return leavesOf(selection.selectionSet).map((leaf) => [name, ...leaf]);
  });
}

/** The value at a path; through lists, the list of values. `undefined` when a step is not there. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path) ?? null);
  return isJsonObject(value) ? valueAt(ownValue(value, key), rest) : undefined;
}

/** Whether two paths are the same. */
export function samePath(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
