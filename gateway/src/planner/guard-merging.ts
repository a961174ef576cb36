import { MapWithCachedArrays } from '@apollo/federation-internals';

/** What is used here of the library's class `FetchGroup`, which it does not export: one fetch of a plan being made. */
interface FetchGroup {
  children(): readonly FetchGroup[];
  mergeInWithAllDependencies(other: FetchGroup): void;
}

let isGuarded = false;

/**
 * Keeps @apollo/query-planner from making one fetch of two of which one has to wait for the other.
 *
 * It does so with fetches that ask the same source about the same objects by the same fields, when fields require others
 * that require others: then either the second asks for something before it is there, or the fetches wait for each other in
 * a circle, in which the planner runs until its memory ends. From here on such fetches stay two.
 */
export function guardMerging(): void {
  if (isGuarded) {
    return;
  }
  isGuarded = true;
  // The only way to the class: its instances are put into such a map before any of them is merged.
  const { set } = MapWithCachedArrays.prototype;
  MapWithCachedArrays.prototype.set = function (key, value) {
    if (isFetchGroup(value)) {
      MapWithCachedArrays.prototype.set = set;
      guardClass(Object.getPrototypeOf(value));
    }
    return set.call(this, key, value);
  };
}

function guardClass(fetchGroup: FetchGroup): void {
  const merge = fetchGroup.mergeInWithAllDependencies;
  fetchGroup.mergeInWithAllDependencies = function (other) {
    if (!leadsTo(this, other) && !leadsTo(other, this)) {
      merge.call(this, other);
    }
  };
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

function isFetchGroup(value: unknown): value is FetchGroup {
  return typeof value === 'object' && value !== null && 'mergeInWithAllDependencies' in value;
}
