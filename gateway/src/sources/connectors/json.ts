/** Deepest nesting of lists and objects that values from a source are read to; deeper ones are refused, not walked. */
export const maxValueDepth = 128;

/** Whether a value is a JSON object: not null, not a list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property, so that `constructor` and the like are not found where nobody wrote them. */
export function ownValue(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Objects that inherit nothing. A constructor whose prototype has none, rather than `Object.create(null)`, which engines
 * keep as hash tables: reading and writing keys is some times faster.
 */
class Bare {}
Object.setPrototypeOf(Bare.prototype, null);
delete (Bare.prototype as { constructor?: unknown }).constructor;

/** An object on which `__proto__` and `constructor` are keys like any other. */
export function createObject(): Record<string, unknown> {
  return new Bare() as Record<string, unknown>;
}

/** The kind of a JSON value, for messages that must not repeat the value itself. */
export function describeKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * Whether lists and objects nest deeper than `maxValueDepth`. Walks without recursion.
 *
 * @param spend Told of every value that is looked at; may throw to end the walk. A value that one built from others may
 *   hold the same part many times over, and is as large as it would be written out.
 */
export function isTooDeep(value: unknown, spend: (units: number) => void = () => {}): boolean {
  const open: Array<{ readonly value: object; readonly depth: number }> = [];
  const look = (child: unknown, depth: number): void => {
    if (typeof child === 'object' && child !== null) open.push({ value: child, depth });
  };
  look(value, 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth >= maxValueDepth) return true;
    const children: readonly unknown[] = Array.isArray(next.value) ? next.value : Object.values(next.value);
    spend(children.length + 1);
    for (const child of children) look(child, next.depth + 1);
  }
  return false;
}

/** JSON text that is the same for equal values whatever the order of their keys; scalars keep their kind. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (!isJsonObject(item)) return item;
    const sorted = createObject();
    for (const key of Object.keys(item).sort()) sorted[key] = item[key];
    return sorted;
  });
}

/**
 * Whether two JSON values are equal; numbers by value, objects whatever the order of their keys.
 *
 * @param spend As of `isTooDeep`.
 */
export function sameJson(a: unknown, b: unknown, spend: (units: number) => void = () => {}, depth = 0): boolean {
  spend(1);
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth >= maxValueDepth || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  return keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key], spend, depth + 1));
}
