import { type OperationPath, sameOperationPaths } from '@apollo/federation-internals';
import { changeFetchGroups, type FetchGroup } from './fetch-group.js';

let isGuarded = false;

/**
 * Tells @apollo/query-planner where the objects of a fetch are in the answer of another that brings their key, also where it
 * has lost track: when that other fetch waits for several. Not knowing it, the planner forgets that a field has to wait
 * for the fetches of what its `@requires` reads, and asks for it before these.
 */
export function guardPaths(): void {
  if (isGuarded) {
    return;
  }
  isGuarded = true;
  changeFetchGroups((fetchGroup) => {
    const addParents = fetchGroup.addParents;
    fetchGroup.addParents = function (parents) {
      const located = parents.map((parent) => ({ ...parent, path: parent.path ?? pathInto(parent.group, this) }));
      addParents.call(this, located);
    };
  });
}

/** Where in the answer of one fetch the objects of another are, as a parent of both tells. */
function pathInto(group: FetchGroup, child: FetchGroup): OperationPath | undefined {
  for (const { group: common, path: toChild } of child.parents()) {
    const toGroup = group.parents().find((parent) => parent.group === common)?.path;
    if (toChild !== undefined && toGroup !== undefined && beginsWith(toGroup, toChild)) {
      return toGroup.slice(toChild.length);
    }
  }
  return undefined;
}

function beginsWith(path: OperationPath, beginning: OperationPath): boolean {
  return sameOperationPaths(beginning, path.slice(0, beginning.length));
}
