import type { SourceObject } from './source.js';

/**
 * Merges a source's answer into the data, in place and deeply: objects field by field, lists item by item. A null never
 * replaces an object, since another source has already found it.
 *
 * The answer is given away: parts of it become parts of the data.
 */
export function mergeInto(target: SourceObject, answer: SourceObject): void {
  for (const key in answer) {
    if (key === '__proto__') {
      // Never asked for (such aliases are renamed); assigning it would change the prototype.
      continue;
    }
    const value = answer[key];
    if (typeof value !== 'object') {
      // Nothing to merge, whatever is there: not even looked up.
      target[key] = value;
      continue;
    }
    const present = target[key];
    if (typeof present !== 'object' || present === null || !Object.hasOwn(target, key)) {
      target[key] = value;
    } else if (value !== null) {
      mergeObjects(present, value, target, key);
    }
  }
}

function mergeObjects(present: object, value: object, target: SourceObject, key: string): void {
  if (Array.isArray(present)) {
    if (Array.isArray(value)) {
      mergeLists(present, value);
    }
  } else if (Array.isArray(value)) {
    target[key] = value;
  } else {
    mergeInto(present as SourceObject, value as SourceObject);
  }
}

function mergeLists(present: unknown[], value: readonly unknown[]): void {
  const length = Math.min(present.length, value.length);
  for (let i = 0; i < length; i++) {
    const ours = present[i];
    const theirs = value[i];
    if (typeof ours !== 'object' || ours === null) {
      present[i] = theirs;
    } else if (Array.isArray(ours) && Array.isArray(theirs)) {
      mergeLists(ours, theirs);
    } else if (typeof theirs === 'object' && theirs !== null && !Array.isArray(ours)) {
      mergeInto(ours as SourceObject, theirs as SourceObject);
    }
  }
}
