import type { SourceObject } from './source.js';

/**
 * Merges a source's answer into the data, in place and deeply: objects field by field, lists item by item. A null never
 * replaces an object, since another source has already found it.
 *
 * The answer is given away: parts of it become parts of the data.
 *
 * @param isAbstract Whether a type name is an interface's: a source that has it as `@interfaceObject` says no other, which
 *   never replaces the name of the object type that another source has told. Default: none is.
 */
export function mergeInto(target: SourceObject, answer: SourceObject, isAbstract?: IsAbstract): void {
  for (const key in answer) {
    if (key === '__proto__') {
      // Never asked for (such aliases are renamed); assigning it would change the prototype.
      continue;
    }
    const value = answer[key];
    if (typeof value !== 'object') {
      // Nothing to merge, whatever is there: not even looked up.
      if (key !== '__typename' || isAbstract === undefined || target[key] === undefined || !isAbstract(value)) {
        target[key] = value;
      }
      continue;
    }
    const present = target[key];
    if (typeof present !== 'object' || present === null || !Object.hasOwn(target, key)) {
      target[key] = value;
    } else if (value !== null) {
      if (Array.isArray(present) !== Array.isArray(value)) {
        target[key] = Array.isArray(present) ? present : value;
      } else {
        mergeAlike(present, value, isAbstract);
      }
    }
  }
}

/** Whether the name of a type is an abstract one's. */
export type IsAbstract = (typeName: unknown) => boolean;

/** Two objects, or two lists. */
function mergeAlike(present: object, value: object, isAbstract: IsAbstract | undefined): void {
  if (Array.isArray(present)) {
    mergeLists(present, value as readonly unknown[], isAbstract);
  } else {
    mergeInto(present as SourceObject, value as SourceObject, isAbstract);
  }
}

function mergeLists(present: unknown[], value: readonly unknown[], isAbstract: IsAbstract | undefined): void {
  const length = Math.min(present.length, value.length);
  for (let i = 0; i < length; i++) {
    const ours = present[i];
    const theirs = value[i];
    if (typeof ours !== 'object' || ours === null) {
      present[i] = theirs;
    } else if (Array.isArray(ours) && Array.isArray(theirs)) {
      mergeLists(ours, theirs, isAbstract);
    } else if (typeof theirs === 'object' && theirs !== null && !Array.isArray(ours)) {
      mergeInto(ours as SourceObject, theirs as SourceObject, isAbstract);
    }
  }
}
