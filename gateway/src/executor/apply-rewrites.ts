import type { Rewrite } from '../planner/types.js';
import { mergeInto } from './merge.js';
import type { SourceObject } from './source.js';
import type { TypeTest } from './type-test.js';

const fragmentPrefix = '... on ';

/**
 * Applies rewrites of a plan to an answer or a representation, in place. Falsy values are renamed like all others; an object without
 * `__typename` counts as matching every type condition, since then the plan knows its type.
 */
export function applyRewrites(answer: unknown, rewrites: readonly Rewrite[], isOfType: TypeTest): void {
  for (const rewrite of rewrites) {
    applyAt(answer, rewrite, 0, isOfType);
  }
}

function applyAt(value: unknown, rewrite: Rewrite, index: number, isOfType: TypeTest): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      applyAt(item, rewrite, index, isOfType);
    }
    return;
  }
  const object = value as SourceObject;
  const element = rewrite.path[index];
  if (element === undefined) {
    return;
  }
  if (element.startsWith(fragmentPrefix)) {
    const typeName = object['__typename'];
    if (typeName === undefined || isOfType(typeName, element.slice(fragmentPrefix.length))) {
      applyAt(object, rewrite, index + 1, isOfType);
    }
  } else if (index < rewrite.path.length - 1) {
    applyAt(object[element], rewrite, index + 1, isOfType);
  } else if (rewrite.kind === 'setValue') {
    object[element] = rewrite.value;
  } else if (Object.hasOwn(object, element)) {
    rename(object, element, rewrite.to);
  }
}

/** Both names may be there: a key and a client's field of the same name, asked for apart from each other. */
function rename(object: SourceObject, from: string, to: string): void {
  const value = object[from];
  delete object[from];
  mergeInto(object, { [to]: value });
}
