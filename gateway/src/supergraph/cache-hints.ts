import { Kind } from 'graphql';
import type { LiftedDirective } from './lift-directives.js';

/** Whose an answer is: everybody's, or only the caller's. */
export type CacheScope = 'PUBLIC' | 'PRIVATE';

/** What `@cacheControl` says of one type or field. */
export interface CacheHint {
  /** In seconds. */
  readonly maxAge?: number;
  readonly scope?: CacheScope;
  /** The field may be kept for as long as its parent. */
  readonly inheritMaxAge?: boolean;
}

/** Hints by `Type` and `Type.field`. */
export type CacheHints = ReadonlyMap<string, CacheHint>;

/**
 * Reads `@cacheControl` of a supergraph, wherever the specification it is linked from stands. Of hints that several
 * subgraphs give for one place the shorter age holds, and PRIVATE.
 *
 * @param directives As `liftDirectives` gives them.
 */
export function readCacheHints(directives: ReadonlyMap<string, readonly LiftedDirective[]>): CacheHints {
  const hints = new Map<string, CacheHint>();
  for (const { coordinate, node } of directives.get('cacheControl') ?? []) {
    const hint: { maxAge?: number; scope?: CacheScope; inheritMaxAge?: boolean } = {};
    for (const { name, value } of node.arguments ?? []) {
      if (name.value === 'maxAge' && value.kind === Kind.INT) {
        hint.maxAge = Math.max(0, Number(value.value));
      } else if (name.value === 'scope' && value.kind === Kind.ENUM) {
        hint.scope = value.value === 'PRIVATE' ? 'PRIVATE' : 'PUBLIC';
      } else if (name.value === 'inheritMaxAge' && value.kind === Kind.BOOLEAN) {
        hint.inheritMaxAge = value.value;
      }
    }
    hints.set(coordinate, stricter(hints.get(coordinate), hint));
  }
  return hints;
}

/** What holds where both hints are given. */
export function stricter(one: CacheHint | undefined, other: CacheHint): CacheHint {
  if (one === undefined) {
    return other;
  }
  const ages = [one.maxAge, other.maxAge].filter((age) => age !== undefined);
  const scopes = [one.scope, other.scope].filter((scope) => scope !== undefined);
  return {
    ...(ages.length > 0 && { maxAge: Math.min(...ages) }),
    ...(scopes.length > 0 && { scope: scopes.includes('PRIVATE') ? 'PRIVATE' : 'PUBLIC' }),
    // An age of one of them is an age.
    ...(ages.length === 0 && (one.inheritMaxAge || other.inheritMaxAge) && { inheritMaxAge: true }),
  };
}
