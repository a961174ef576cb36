import type { PathElement } from './execution-errors.js';
import type { SourceObject } from './source.js';

/** An object of the data and where it stands. */
export interface LocatedObject {
  readonly object: SourceObject;
  readonly path: readonly PathElement[];
}

/**
 * The objects at a path of the data, in document order; nulls and what a failed fetch left out are passed over, and an
 * object that stands in several places is named once.
 *
 * @param path Response names; `@` steps into every item of a list. Empty: the root itself.
 * @param shared See `ExecutionState.shared`.
 */
export function objectsAt(
  root: SourceObject,
  path: readonly string[],
  shared: ReadonlySet<object>,
): readonly SourceObject[] {
  const walk: Walk = { path, shared, visited: new Set(), found: [] };
  collect(root, 0, walk);
  return walk.found;
}

interface Walk {
  readonly path: readonly string[];
  readonly shared: ReadonlySet<object>;
  readonly visited: Set<object>;
  readonly found: SourceObject[];
}

function collect(value: unknown, index: number, walk: Walk): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (walk.shared.size > 0 && walk.shared.has(value)) {
    if (walk.visited.has(value)) {
      return;
    }
    walk.visited.add(value);
  }
  const element = walk.path[index];
  if (Array.isArray(value)) {
    // A plan names each list level with `@`; lists it does not name are stepped into all the same.
    const next = element === '@' ? index + 1 : index;
    for (const item of value) {
      collect(item, next, walk);
    }
    return;
  }
  const object = value as SourceObject;
  if (element === undefined) {
    walk.found.push(object);
  } else if (element !== '@') {
    collect(object[element], index + 1, walk);
  }
}

/** Like `objectsAt`, but with every place where an object stands. Slower: for errors only. */
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
