/** A JSON object of a document. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object: not null, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, so that `constructor` and the like are not found where nobody wrote them. */
export function ownValue(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An own property that is an object; undefined when it is anything else. */
export function objectAt(object: unknown, key: string): JsonObject | undefined {
  const value = ownValue(object, key);
  return isObject(value) ? value : undefined;
}

/** An own property that is a list; empty when it is anything else. */
export function listAt(object: unknown, key: string): readonly unknown[] {
  const value = ownValue(object, key);
  return Array.isArray(value) ? value : [];
}

/** An own property that is a string with something in it. */
export function textAt(object: unknown, key: string): string | undefined {
  const value = ownValue(object, key);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The strings of a list. */
export function textsAt(object: unknown, key: string): readonly string[] {
  return listAt(object, key).filter((item): item is string => typeof item === 'string');
}
