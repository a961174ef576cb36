import { type JsonObject, listAt, ownValue, textsAt } from './json-node.js';

/** `type`, which is a list from OpenAPI 3.1 on; without "null". */
export function typesOf(node: JsonObject): readonly string[] {
  const type = ownValue(node, 'type');
  const types = typeof type === 'string' ? [type] : textsAt(node, 'type');
  return types.filter((name) => name !== 'null');
}

/** Spec: `nullable` of OpenAPI 3.0, `x-nullable` as is common in 2.0, "null" among the types or values of 3.1. */
export function isNullable(node: JsonObject): boolean {
  if (ownValue(node, 'nullable') === true || ownValue(node, 'x-nullable') === true) return true;
  if (listAt(node, 'type').includes('null') || ownValue(node, 'type') === 'null') return true;
  if (listAt(node, 'enum').includes(null)) return true;
  return ['oneOf', 'anyOf'].some((key) => listAt(node, key).some((member) => ownValue(member, 'type') === 'null'));
}

/** The type that a schema without one must mean, by the keywords it has. */
export function impliedType(node: JsonObject): string | undefined {
  const isObjectLike = ['properties', 'additionalProperties', 'allOf', 'oneOf', 'anyOf'].some((key) =>
    Object.hasOwn(node, key),
  );
  if (isObjectLike) return 'object';
  if (Object.hasOwn(node, 'items')) return 'array';
  const value = ownValue(node, 'const') ?? listAt(node, 'enum').find((item) => item !== null);
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof ownValue(node, 'format') === 'string' || typeof value === 'string' ? 'string' : undefined;
}

/** Whether a schema lists strings that it allows. */
export function hasEnum(node: JsonObject): boolean {
  const values = listAt(node, 'enum').filter((value) => value !== null);
  return values.length > 0 && values.every((value) => typeof value === 'string');
}
