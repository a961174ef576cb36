import { MapWithCachedArrays, type OperationPath, type SelectionSet } from '@apollo/federation-internals';

/** What is used here of @apollo/query-planner's class `FetchGroup`, which it does not export: one fetch of a plan being made. */
export interface FetchGroup {
  children(): readonly FetchGroup[];
  parents(): readonly ParentGroup[];
  addParents(parents: readonly ParentGroup[]): void;
  mergeInWithAllDependencies(other: FetchGroup): void;
  canMergeSiblingIn(sibling: FetchGroup): boolean;
  /** What it sends of which types; undefined where it asks for root fields. */
  readonly inputs: GroupInputs | undefined;
}

/** A fetch that another one waits for. */
export interface ParentGroup {
  readonly group: FetchGroup;
  /** Where in the parent's answer the objects of the other are; undefined where the planner does not know. */
  readonly path?: OperationPath | undefined;
}

/** What a fetch sends. */
export interface GroupInputs {
  equals(other: GroupInputs): boolean;
  /** The fields, by type. */
  readonly perType: ReadonlyMap<string, { get(): SelectionSet }>;
}

/**
 * Changes methods of the class, once the first plan of the process is made.
 *
 * @param change Gets the class's prototype.
 */
export function changeFetchGroups(change: (fetchGroup: FetchGroup) => void): void {
  // The only way to the class: its instances are put into such a map before anything is done with them.
  const { set } = MapWithCachedArrays.prototype;
  MapWithCachedArrays.prototype.set = function (key, value) {
    if (isFetchGroup(value)) {
      MapWithCachedArrays.prototype.set = set;
      change(Object.getPrototypeOf(value));
    }
    return set.call(this, key, value);
  };
}

function isFetchGroup(value: unknown): value is FetchGroup {
  return typeof value === 'object' && value !== null && 'mergeInWithAllDependencies' in value;
}
