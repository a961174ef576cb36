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
  step(root, 0, walk);
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
function step(object: SourceObject, index: number, walk: Walk): void {
  const name = walk.path[index] as string;
  const value = object[name];
  if (typeof value === 'object' && value !== null) {
    const there = arrive(value, index + 1, walk);
    if (there !== value) {
      object[name] = there;
    }
  }
}

/**
 * Goes on from what stands in a place: in a field of an object or among the items of a list.
 *
 * @returns What is to stand there from now on.
 */
function arrive(value: object, index: number, walk: Walk): object {
  if (walk.shared.size > 0 && walk.shared.has(value)) {
    if (walk.visited.has(value)) {
      return walk.replaced.get(value) ?? value;
    }
    walk.visited.add(value);
  }
  if (Array.isArray(value)) {
    // A plan names each list level with `@`; lists it does not name are stepped into all the same.
    arriveAtItems(value, walk.path[index] === '@' ? index + 1 : index, walk);
    return value;
  }
  if (index < walk.path.length) {
    step(value as SourceObject, index, walk);
    return value;
  }
  const first = firstReference(value as SourceObject, walk);
  if (first === undefined) {
    walk.found.push(value as SourceObject);
  }
  return first ?? value;
}

function arriveAtItems(list: unknown[], index: number, walk: Walk): void {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (typeof item === 'object' && item !== null) {
      const there = arrive(item, index, walk);
      if (there !== item) {
        list[i] = there;
      }
    }
  }
}

/** The object that was found before for the same entity, when both are nothing but references to it. */
function firstReference(
  object: SourceObject,
  { unify, references, replaced, shared, visited }: Walk,
): object | undefined {
  const identity = unify?.(object);
  if (identity === undefined || !isReference(object)) {
    return undefined;
  }
  const first = references.get(identity);
  if (first === undefined) {
    references.set(identity, object);
    return undefined;
  }
  if (shared.has(object)) {
    replaced.set(object, first);
  }
  shared.add(first);
  visited.add(first);
  return first;
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
