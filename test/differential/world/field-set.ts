import { Kind, parse, type SelectionSetNode } from 'graphql';

const parsed = new Map<string, SelectionSetNode>();

/** Parses what `@key(fields:)`, `@requires(fields:)` and `@provides(fields:)` hold. */
export function parseFieldSet(text: string): SelectionSetNode {
  let fieldSet = parsed.get(text);
  if (fieldSet === undefined) {
    const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`Not a field set: ${text}`);
    fieldSet = definition.selectionSet;
    parsed.set(text, fieldSet);
  }
  return fieldSet;
}

/** Whether an object of a type matches a fragment's type condition. */
export type TypeMatch = (typeName: string, condition: string) => boolean;

/**
 * Takes the fields of a field set out of JSON, in the order of the field set. Where the JSON does not tell its type, a
 * fragment is taken for one on its type when everything in it is there: nothing says that the type has to be sent.
 *
 * @returns Undefined when one of them is missing; `missing` then names it.
 */
export function projectJson(
  fieldSet: SelectionSetNode,
  json: Readonly<Record<string, unknown>>,
  matches: TypeMatch,
): { readonly value: Record<string, unknown> } | { readonly missing: string } {
  const value: Record<string, unknown> = {};
  for (const selection of fieldSet.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new TypeError('A field set has no named fragments');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const typeName = json['__typename'];
      if (condition !== undefined && typeof typeName === 'string' && !matches(typeName, condition)) continue;
      const below = projectJson(selection.selectionSet, json, matches);
      if ('missing' in below && typeName === undefined) continue;
      if ('missing' in below) return below;
      Object.assign(value, below.value);
      continue;
    }
    const name = selection.name.value;
    if (!Object.hasOwn(json, name)) return { missing: name };
    const below = projectValue(selection.selectionSet, json[name], matches);
    if ('missing' in below) return { missing: `${name}.${below.missing}` };
    value[name] = below.value;
  }
  return { value };
}

function projectValue(
  fieldSet: SelectionSetNode | undefined,
  value: unknown,
  matches: TypeMatch,
): { readonly value: unknown } | { readonly missing: string } {
  if (fieldSet === undefined || value === null || value === undefined) return { value: value ?? null };
  if (!Array.isArray(value)) return projectJson(fieldSet, value as Record<string, unknown>, matches);
  const items: unknown[] = [];
  for (const item of value) {
    const projected = projectValue(fieldSet, item, matches);
    if ('missing' in projected) return projected;
    items.push(projected.value);
  }
  return { value: items };
}
