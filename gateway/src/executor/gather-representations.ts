import type { Identify, Represent } from './representation.js';
import type { SourceObject } from './source.js';

/** Representations, and the objects that each stands for. */
export type Batch = Map<string, SourceObject[]>;

/** How the objects of a fetch become representations. */
export interface Gathering {
  readonly represent: Represent;
  readonly identify: Identify | undefined;
}

/**
 * Makes each representation once, for however many objects.
 *
 * @param left Gets the objects that lack something.
 */
export function gather(
  objects: readonly SourceObject[],
  { represent, identify }: Gathering,
  left?: SourceObject[],
): Batch {
  const batch: Batch = new Map();
  const byIdentity = new Map<string | number, SourceObject[]>();
  for (const object of objects) {
    const identity = identify?.(object);
    const alike = identity === undefined ? undefined : byIdentity.get(identity);
    if (alike !== undefined) {
      alike.push(object);
      continue;
    }
    const representation = represent(object);
    if (representation === undefined) {
      left?.push(object);
      continue;
    }
    let targets = batch.get(representation);
    if (targets === undefined) {
      targets = [];
      batch.set(representation, targets);
    }
    targets.push(object);
    if (identity !== undefined) {
      byIdentity.set(identity, targets);
    }
  }
  return batch;
}
