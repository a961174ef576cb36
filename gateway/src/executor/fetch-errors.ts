import type { FetchNode } from '../planner/types.js';
import type { ClientPath } from './client-paths.js';
import { locatedObjectsAt } from './entity-paths.js';
import type { PathElement } from './execution-errors.js';
import type { ExecutionState } from './program.js';
import type { SourceAnswer, SourceError, SourceObject } from './source.js';
import { topFields } from './top-fields.js';

/** Places what goes wrong in one fetch at paths of the client's answer. */
export interface FetchErrors {
  /** Errors that a source reported for a root fetch, whose data has been merged. */
  ofRootAnswer(state: ExecutionState, answer: SourceAnswer): void;
  /** An error that a source reported without saying for which field or entity. */
  ofSource(state: ExecutionState, error: SourceError): void;
  /** A fetch that failed as a whole. */
  ofFetch(state: ExecutionState, failure: Error): void;
  /** Places errors of entities at the objects that stand for them. Costs nothing until the first one. */
  locate(state: ExecutionState): EntityErrors;
}

/** Places errors of one fetch's entities. */
export interface EntityErrors {
  /**
   * @param errors Their paths start below the entity.
   * @param entity What the source has answered, which has been merged into the objects; nothing when a null has travelled
   *   up to it.
   */
  add(objects: readonly SourceObject[], errors: readonly SourceError[], entity: unknown): void;
}

/** Creates the error placement of a fetch whose objects stand at `path` of the data. */
export function createFetchErrors(node: FetchNode, path: readonly string[], clientPath: ClientPath): FetchErrors {
  const source = node.source;
  let fields: readonly string[] | undefined;
  const renamed = new Map(
    node.outputRewrites.flatMap((rewrite) =>
      rewrite.kind === 'renameKey' ? [[rewrite.path.at(-1), rewrite.to] as const] : [],
    ),
  );
  const afterRewrites = (element: PathElement): PathElement => renamed.get(String(element)) ?? element;

  const report = (state: ExecutionState, at: readonly PathElement[], error: SourceError): void => {
    state.errors.add({
      message: error.message,
      path: at,
      extensions: error.extensions,
      failure: error.failure,
      source,
    });
  };
  /** Whether a source has lost what is needed of an object when it answers null for it. */
  const isNeeded = (state: ExecutionState, at: readonly PathElement[]): boolean => {
    fields ??= topFields(node);
    return fields.some((field) => clientPath([...at, field], state.data) !== undefined);
  };
  /** An error accounts for the null that has travelled up from it in its source's answer. */
  const place = (state: ExecutionState, at: readonly PathElement[], error: SourceError, answer: unknown): void => {
    const below = (error.path ?? []).map(afterRewrites);
    const own = clientPath([...at, ...below], state.data);
    const nulled = nullOn(below, answer);
    const hole = nulled && [...at, ...nulled];
    const visible = hole && clientPath(hole, state.data);
    if (own !== undefined) {
      report(state, own, error);
    } else if (visible !== undefined && (nulled?.length !== 0 || isNeeded(state, at))) {
      // Of no use itself, but its null took away what is.
      report(state, visible, error);
    }
    // A path that ends early leads to what the client has not asked for.
    if (visible !== undefined && visible.length === hole?.length) {
      state.errors.accountFor(visible);
    }
  };
  const addAtFields = (state: ExecutionState, error: SourceError): void => {
    fields ??= topFields(node);
    const places = new Map<string, PathElement[]>();
    for (const place of failurePaths(state, path, fields)) {
      const at = clientPath(place, state.data);
      if (at !== undefined) {
        places.set(JSON.stringify(at), at);
      }
    }
    for (const at of leavesOf(places)) {
      report(state, at, error);
    }
  };
  return {
    ofRootAnswer(state, { data, errors }) {
      if (errors.length === 0) {
        return;
      }
      const [first] = path.length === 0 ? [] : locatedObjectsAt(state.data, path);
      for (const error of errors) {
        if (error.path === undefined || error.path.length === 0) {
          addAtFields(state, error);
        } else {
          place(state, first?.path ?? [], error, data);
        }
      }
    },
    ofSource: addAtFields,
    ofFetch(state, failure) {
      addAtFields(state, { message: failure.message, failure });
    },
    locate(state) {
      let paths: ReadonlyMap<SourceObject, readonly PathElement[][]> | undefined;
      const pathsOf = (objects: readonly SourceObject[]): PathElement[][] => {
        const known = paths ?? pathsByObject(state, path);
        paths = known;
        return [...new Set(objects)].flatMap((object) => known.get(object) ?? []);
      };
      return {
        add(objects, errors, entity) {
          for (const at of pathsOf(objects)) {
            for (const error of errors) {
              place(state, at, error, entity);
            }
          }
        },
      };
    },
  };
}

/** The path to the null that a path runs into; undefined when it runs into none. */
function nullOn(path: readonly PathElement[], answer: unknown): readonly PathElement[] | undefined {
  let value = answer;
  for (const [i, element] of path.entries()) {
    if (typeof value !== 'object' || value === null) {
      return path.slice(0, i);
    }
    value = (value as SourceObject)[element];
  }
  return value === null || value === undefined ? path : undefined;
}

/** Paths that no other path leads through: an error at a field needs no second one at its parent. */
function leavesOf(places: ReadonlyMap<string, PathElement[]>): PathElement[][] {
  const all = [...places.values()];
  return all.filter(
    (place) => !all.some((other) => other.length > place.length && place.every((element, i) => element === other[i])),
  );
}

/**
 * Where a failed fetch shows: at each of its fields when it concerns one object, else at the place that all its objects
 * have in common, so that a list of a thousand does not bring a thousand errors.
 */
function failurePaths(state: ExecutionState, path: readonly string[], fields: readonly string[]): PathElement[][] {
  const [first, ...others] = locatedObjectsAt(state.data, path).map((located) => located.path);
  if (first === undefined) {
    return [[]];
  }
  if (others.length === 0) {
    return fields.length === 0 ? [[...first]] : fields.map((field) => [...first, field]);
  }
  let length = first.length;
  for (const other of others) {
    let common = 0;
    while (common < length && first[common] === other[common]) {
      common++;
    }
    length = common;
  }
  return [first.slice(0, length)];
}

function pathsByObject(state: ExecutionState, path: readonly string[]): Map<SourceObject, PathElement[][]> {
  const paths = new Map<SourceObject, PathElement[][]>();
  for (const located of locatedObjectsAt(state.data, path)) {
    const known = paths.get(located.object);
    if (known === undefined) {
      paths.set(located.object, [[...located.path]]);
    } else {
      known.push([...located.path]);
    }
  }
  return paths;
}
