import type { PathElement } from './execution-errors.js';
import type { SourceObject } from './source.js';

/** An object of the data and where it stands. */
export interface LocatedObject {
  readonly object: SourceObject;
  readonly path: readonly PathElement[];
}

/**
 * The objects at a path of the data, in document order; nulls and what a failed fetch left out are passed over.
 *
 * @param path Response names; `@` steps into every item of a list. Empty: the root itself.
 */
export function objectsAt(root: SourceObject, path: readonly string[]): SourceObject[] {
  const found: SourceObject[] = [];
  collect(root, path, 0, found);
  return found;
}

function collect(value: unknown, path: readonly string[], index: number, found: SourceObject[]): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const element = path[index];
  if (Array.isArray(value)) {
    // A plan names each list level with `@`; lists it does not name are stepped into all the same.
    const next = element === '@' ? index + 1 : index;
    for (const item of value) {
      collect(item, path, next, found);
    }
    return;
  }
  const object = value as SourceObject;
  if (element === undefined) {
    found.push(object);
  } else if (element !== '@') {
    collect(object[element], path, index + 1, found);
  }
}

/** Like `objectsAt`, in the same order, with the concrete path of each. Slower: for errors and context only. */
export function locatedObjectsAt(root: SourceObject, path: readonly string[]): LocatedObject[] {
  const found: LocatedObject[] = [];
  locate(root, path, 0, [], found);
  return found;
}

function locate(
  value: unknown,
  path: readonly string[],
  index: number,
  at: readonly PathElement[],
  found: LocatedObject[],
): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const element = path[index];
  if (Array.isArray(value)) {
    const next = element === '@' ? index + 1 : index;
    value.forEach((item, position) => {
      locate(item, path, next, [...at, position], found);
    });
    return;
  }
  const object = value as SourceObject;
  if (element === undefined) {
    found.push({ object, path: at });
  } else if (element !== '@') {
    locate(object[element], path, index + 1, [...at, element], found);
  }
}
