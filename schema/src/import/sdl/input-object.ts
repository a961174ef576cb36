import type { SelectedField } from './selection-text.js';
import type { ObjectModel } from './subgraph-model.js';

/** An input type with what mappings need to know. */
export interface InputObject {
  readonly model: ObjectModel;
  readonly fields: InputField[];
}

export interface InputField {
  /** In GraphQL. */
  readonly name: string;
  /** What the service calls it. */
  readonly key: string;
  readonly object: InputObject | undefined;
  /** A null that a client sends is left out, for it means nothing to the service. */
  readonly dropsNull: boolean;
}

/** Whether what clients send can be passed on as it is: every name is the document's own. */
export function isFaithful(object: InputObject, seen = new Set<InputObject>()): boolean {
  if (seen.has(object)) return true;
  seen.add(object);
  return object.fields.every(
    ({ name, key, object: inner }) => name === key && (inner === undefined || isFaithful(inner, seen)),
  );
}

/** Most fields that a mapping of what is sent names, and levels of braces. */
export const maxMappedFields = 2_000;
export const maxMappedDepth = 30;

/** A selection that gives GraphQL's names back the document's; undefined when it would have no end, or be too large. */
export function selectInput(
  object: InputObject,
  above: readonly InputObject[] = [],
  budget = { fields: maxMappedFields },
): readonly SelectedField[] | undefined {
  if (above.includes(object) || above.length >= maxMappedDepth) return undefined;
  budget.fields -= object.fields.length;
  if (budget.fields < 0) return undefined;
  const fields: SelectedField[] = [];
  for (const { name, key, object: inner, dropsNull } of object.fields) {
    const isSame = inner === undefined || isFaithful(inner);
    const selection = isSame ? undefined : selectInput(inner, [...above, object], budget);
    if (!isSame && selection === undefined) return undefined;
    fields.push({ kind: 'field', name: key, key: name, optional: dropsNull, nullWhenAbsent: false, selection });
  }
  return fields;
}
