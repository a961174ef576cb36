import { type EntityGroups, groupEntities, type Representing } from './entity-groups.js';
import { objectsAt } from './entity-paths.js';
import type { ExecutionState } from './program.js';
import type { Identify } from './representation.js';
import type { SourceObject } from './source.js';

/** A path of the data that fetches of one execution bring something for. */
export class Place {
  readonly #path: readonly string[];
  #objects: readonly SourceObject[] | undefined;
  #groups: { readonly identity: string; readonly groups: EntityGroups } | undefined;

  /** @param path Response names; `@` steps into every item of a list. Empty: the root. */
  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /**
   * The objects at the path. Looked up once, for the first fetch: what a fetch brings for them is below them.
   *
   * @param unify See `WalkOptions.unify`.
   */
  objects({ data, shared }: ExecutionState, unify: Identify | undefined): readonly SourceObject[] {
    this.#objects ??= objectsAt(data, this.#path, { shared, unify });
    return this.#objects;
  }

  /**
   * The same by entity: once for all fetches that tell them apart by the same.
   *
   * @param unifies Whether objects that are references to one entity may become one.
   */
  entities(state: ExecutionState, representing: Representing, unifies: boolean): EntityGroups {
    const { identity } = representing;
    if (identity !== undefined && this.#groups?.identity === identity.name) {
      return this.#groups.groups;
    }
    const groups = groupEntities(this.objects(state, unifies ? identity?.identify : undefined), representing);
    // Who lacks something may have got it by the next fetch.
    if (identity !== undefined && groups.left.length === 0) {
      this.#groups = { identity: identity.name, groups };
    }
    return groups;
  }
}

/** A compiled node of a plan, which brings something for the objects of a place. As `Step` otherwise. */
export type PlacedStep = (state: ExecutionState, place: Place) => Promise<unknown> | undefined;
