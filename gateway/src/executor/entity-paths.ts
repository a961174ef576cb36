import type { PathElement } from './execution-errors.js';
import type { Identify } from './representation.js';
import type { SourceObject } from './source.js';

/** An object of the data and where it stands. */
export interface LocatedObject {
  readonly object: SourceObject;
  readonly path: readonly PathElement[];
}

/** What a walk does beside finding objects. */
export interface WalkOptions {
  /** See `ExecutionState.shared`; added to when objects are unified. */
  readonly shared: Set<object>;
  /**
   * Makes one object of those that are nothing but references to the same entity: `__typename` and one key. What is
   * fetched for them is then merged and written once. Undefined: every object stays its own.
   */
  readonly unify: Identify | undefined;
}

/**
 * The objects at a path of the data, in document order; nulls and what a failed fetch left out are passed over, and an
 * object that stands in several places is named once.
 *
 * @param path Response names; `@` steps into every item of a list. Empty: the root itself.
 */
export function objectsAt(
  root: SourceObject,
  path: readonly string[],
  { shared, unify }: WalkOptions,
): readonly SourceObject[] {
  if (path.length === 0) {
    return [root];
  }
  const walk: Walk = { path, shared, unify, visited: new Set(), references: new Map(), replaced: new Map(), found: [] };
  descend(root, 0, walk);
  return walk.found;
}

interface Walk extends WalkOptions {
  readonly path: readonly string[];
  readonly visited: Set<object>;
  /** The objects that stand for references to entities, by identity. */
  readonly references: Map<string | number, SourceObject>;
  /** Objects that stand in several places, and what is put in the place of each. */
  readonly replaced: Map<object, SourceObject>;
  readonly found: SourceObject[];
}

/** Steps from an object that lies before element `index` of the path. */
function descend(object: SourceObject, index: number, walk: Walk): void {
  const name = walk.path[index];
  if (name !== undefined) {
    visit(object, name, index + 1, walk);
  }
}

/** Visits what stands in a place: a property of an object or an item of a list. */
function visit(container: SourceObject, key: string, index: number, walk: Walk): void {
  const value = container[key];
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (walk.shared.size > 0 && walk.shared.has(value)) {
    if (walk.visited.has(value)) {
      const first = walk.replaced.get(value);
      if (first !== undefined) {
        container[key] = first;
      }
      return;
    }
    walk.visited.add(value);
  }
  const isEnd = walk.path[index] === undefined;
  if (Array.isArray(value)) {
    // A plan names each list level with `@`; lists it does not name are stepped into all the same.
    const next = walk.path[index] === '@' ? index + 1 : index;
    for (let i = 0; i < value.length; i++) {
      visit(value as unknown as SourceObject, i as unknown as string, next, walk);
    }
  } else if (!isEnd) {
    descend(value as SourceObject, index, walk);
  } else if (!unified(container, key, value as SourceObject, walk)) {
    walk.found.push(value as SourceObject);
  }
}

/** Puts the object that was found first in the place of another reference to the same entity. */
function unified(container: SourceObject, key: string, object: SourceObject, walk: Walk): boolean {
  const identity = walk.unify?.(object);
  if (identity === undefined || !isReference(object)) {
    return false;
  }
  const first = walk.references.get(identity);
  if (first === undefined) {
    walk.references.set(identity, object);
    return false;
  }
  container[key] = first;
  if (walk.shared.has(object)) {
    walk.replaced.set(object, first);
  }
  walk.shared.add(first);
  walk.visited.add(first);
  return true;
}

/** Whether an object has its type name and its key, and nothing that its place may have added. */
function isReference(object: SourceObject): boolean {
  let count = 0;
  for (const _ in object) {
    count++;
    if (count > 2) {
      return false;
    }
  }
  return count === 2;
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
