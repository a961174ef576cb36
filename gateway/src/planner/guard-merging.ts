import { type OperationPath, sameOperationPaths } from '@apollo/federation-internals';
import { changeFetchGroups, type FetchGroup } from './fetch-group.js';

let isGuarded = false;
let isApart = false;

/**
 * Keeps @apollo/query-planner from making one fetch of two of which one has to wait for the other, and of two of which
 * one sends what is not known of the objects of the other.
 *
 * It does the first with fetches that ask the same source about the same objects by the same fields, when fields require others
 * that require others: then either the second asks for something before it is there, or the fetches wait for each other in
 * a circle, in which the planner runs until its memory ends. From here on such fetches stay two.
 */
export function guardMerging(): void {
  if (isGuarded) {
    return;
  }
  isGuarded = true;
  changeFetchGroups(guardClass);
}

/**
 * Plans without making one fetch of two for different objects of one place. Where their source has an `@interfaceObject`, the
 * planner does, and so asks objects of all types for what is needed of some: more than the client wants, which is no matter
 * until it fails and takes along what the client does want.
 */
export function withoutSharing<T>(plan: () => T): T {
  isApart = true;
  try {
    return plan();
  } finally {
    isApart = false;
  }
}

function guardClass(fetchGroup: FetchGroup): void {
  const merge = fetchGroup.mergeInWithAllDependencies;
  fetchGroup.mergeInWithAllDependencies = function (other) {
    if (!leadsTo(this, other) && !leadsTo(other, this)) {
      merge.call(this, other);
    }
  };
  const canMerge = fetchGroup.canMergeSiblingIn;
  fetchGroup.canMergeSiblingIn = function (sibling) {
    const [place, otherPlace] = [placeOf(this), placeOf(sibling)];
    // Of a copy of a fetch, which the planner relies on merging, the place is the same.
    const isSafe = sameOperationPaths(place, otherPlace) || !(isApart ? sendOthers : losesObjects)(this, sibling);
    return isSafe && canMerge.call(this, sibling);
  };
}

/** Where the objects of a fetch are found in the answer of its parent; an empty path where the planner does not know. */
function placeOf(group: FetchGroup): OperationPath {
  return group.parents()[0]?.path ?? [];
}

/** Whether two fetches are for different objects, or send different fields of them. */
function sendOthers({ inputs }: FetchGroup, { inputs: others }: FetchGroup): boolean {
  return inputs !== undefined && others !== undefined && !inputs.equals(others);
}

/**
 * Whether one fetch instead of two would bring less. It would send all that either sends of a type, and nothing of objects
 * that lack a part of that: so one of them has to find its objects among those of the other, which sends no less of them.
 */
function losesObjects(one: FetchGroup, other: FetchGroup): boolean {
  const [outer, inner] = isWithin(placeOf(one), placeOf(other)) ? [other, one] : [one, other];
  const isNested = isWithin(placeOf(inner), placeOf(outer));
  for (const [type, fields] of outer.inputs?.perType ?? []) {
    const innerFields = inner.inputs?.perType.get(type)?.get();
    if (innerFields !== undefined) {
      const isCovered = isNested ? fields.get().contains(innerFields) : fields.get().equals(innerFields);
      if (!isCovered) {
        return true;
      }
    }
  }
  return false;
}

/** Whether all objects of a place are of another as well, which has no condition that the first has not. */
function isWithin(place: OperationPath, other: OperationPath): boolean {
  let met = 0;
  for (const element of place) {
    const next = other[met];
    met += next !== undefined && sameOperationPaths([element], [next]) ? 1 : 0;
  }
  return met === other.length;
}

/** Whether a fetch comes before another one. */
function leadsTo(from: FetchGroup, to: FetchGroup): boolean {
  const seen = new Set<FetchGroup>();
  const open = [from];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    for (const child of group.children()) {
      if (child === to) {
        return true;
      }
      if (!seen.has(child)) {
        seen.add(child);
        open.push(child);
      }
    }
  }
  return false;
}
