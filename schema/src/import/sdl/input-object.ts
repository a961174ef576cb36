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

/** A selection that gives GraphQL's names back the document's; undefined when it would have no end. */
export function selectInput(
  object: InputObject,
  above: readonly InputObject[] = [],
): readonly SelectedField[] | undefined {
  if (above.includes(object) || above.length > 30) return undefined;
  const fields: SelectedField[] = [];
  for (const { name, key, object: inner, dropsNull } of object.fields) {
    const selection = inner === undefined || isFaithful(inner) ? undefined : selectInput(inner, [...above, object]);
    if (inner !== undefined && !isFaithful(inner) && selection === undefined) return undefined;
    fields.push({ kind: 'field', name: key, key: name, optional: dropsNull, nullWhenAbsent: false, selection });
  }
  return fields;
}
