import { sameOperationPaths } from '@apollo/federation-internals';
import { changeFetchGroups, type FetchGroup } from './fetch-group.js';

let isGuarded = false;
let isApart = false;

/**
 * Keeps @apollo/query-planner from making one fetch of two of which one has to wait for the other, and of two that send
 * different fields of objects found in different places.
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
    const areApart = !haveSamePlace(this, sibling) && (isApart ? sendOthers : sendOthersOfOneType)(this, sibling);
    return !areApart && canMerge.call(this, sibling);
  };
}

/** Whether the objects of two fetches are found in one place of the answer of a parent. Of a copy of a fetch they are. */
function haveSamePlace(one: FetchGroup, other: FetchGroup): boolean {
  const [path, otherPath] = [one, other].map((group) => group.parents()[0]?.path);
  return path === otherPath || (path !== undefined && otherPath !== undefined && sameOperationPaths(path, otherPath));
}

/** Whether two fetches are for different objects, or send different fields of them. */
function sendOthers({ inputs }: FetchGroup, { inputs: others }: FetchGroup): boolean {
  return inputs !== undefined && others !== undefined && !inputs.equals(others);
}

/**
 * Whether two fetches send different fields of objects of one type. As one fetch they would send all of these fields, which
 * are there only where the objects of both are found: of the others nothing would be sent.
 */
function sendOthersOfOneType({ inputs }: FetchGroup, { inputs: others }: FetchGroup): boolean {
  for (const [type, fields] of inputs?.perType ?? []) {
    const otherFields = others?.perType.get(type);
    if (otherFields !== undefined && !fields.get().equals(otherFields.get())) {
      return true;
    }
  }
  return false;
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
