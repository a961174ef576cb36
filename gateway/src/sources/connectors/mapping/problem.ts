import type { Range } from './ast.js';

/**
 * Something a mapping asked for and did not find, or could not do. Problems never fail a call: the value is left out
 * and evaluation goes on.
 */
export interface MappingProblem {
  /** Names what was asked for and the kind of what was there, never a value of the data. */
  readonly message: string;
  /** Where in the data: keys and indexes from the root, which is `$` or a variable. */
  readonly path: ReadonlyArray<string | number>;
  /** Where in the mapping's text. */
  readonly range: Range;
}

/** A path through data, kept as a linked list so that following one costs nothing until a problem is reported. */
export interface Trail {
  readonly parent: Trail | undefined;
  readonly key: string | number;
}

/** The keys of a trail from its root. */
export function trailToPath(trail: Trail | undefined): Array<string | number> {
  const path: Array<string | number> = [];
  for (let step = trail; step !== undefined; step = step.parent) path.push(step.key);
  return path.reverse();
}
