import type { HeardSource } from '../executor/execution-outcome.js';
import type { CacheScope } from '../supergraph/cache-hints.js';
import type { OperationPolicy } from './operation-policy.js';

/** For how long an answer may be kept, and for whom. */
export interface AnswerPolicy {
  /** In seconds; 0: not at all. */
  readonly maxAge: number;
  readonly scope: CacheScope;
}

/** What is known beside schema and sources. */
export interface AnswerPolicyOptions {
  /** Whether the caller has shown who it is. */
  readonly identified: boolean;
  /** In seconds; no answer is kept longer. */
  readonly maxAgeSeconds: number;
}

/**
 * What schema and sources say together. A source that sent `Cache-Control` has said it for all its fields: where every
 * source has, the default age is not asked. Hints hold either way, and so does the stricter of both. What has been kept for
 * a while already has only the rest of its age.
 */
export function answerPolicy(
  { hintedMaxAge, maxAge, scope }: OperationPolicy,
  heard: ReadonlyArray<Omit<HeardSource, 'source'>>,
  { identified, maxAgeSeconds }: AnswerPolicyOptions,
): AnswerPolicy {
  const said = heard.flatMap(({ cacheControl }) =>
    cacheControl === undefined ? [] : [parseCacheControl(cacheControl)],
  );
  const saidByAll = heard.length > 0 && said.length === heard.length;
  const left = heard.flatMap(({ freshForSeconds }) => freshForSeconds ?? []);
  const age = Math.min(saidByAll ? hintedMaxAge : maxAge, maxAgeSeconds, ...said.map((each) => each.maxAge), ...left);
  // Spec: RFC 9111 section 3.5: an answer to credentials is its caller's, unless it says that it is everybody's.
  const isPrivate = said.some((each) => each.scope === 'PRIVATE' || (identified && each.scope === undefined));
  return { maxAge: age, scope: scope === 'PRIVATE' || isPrivate ? 'PRIVATE' : 'PUBLIC' };
}

/** What a `Cache-Control` says of keeping the answer; scope undefined when it says nothing of that. */
export interface SourcePolicy {
  readonly maxAge: number;
  readonly scope: CacheScope | undefined;
}

/**
 * Spec: RFC 9111 section 5.2.2: `no-store`, `no-cache`, `private`, `public`, `s-maxage` before `max-age`. Names in any case,
 * arguments perhaps quoted; an age that cannot be read is none, and without one nothing is kept.
 */
export function parseCacheControl(text: string): SourcePolicy {
  const directives = new Map<string, string>();
  for (const part of text.split(',')) {
    const [name = '', argument = ''] = part.split('=', 2).map((piece) => piece.trim());
    directives.set(name.toLowerCase(), argument.replace(/^"(.*)"$/, '$1'));
  }
  const age = directives.get('s-maxage') ?? directives.get('max-age') ?? '';
  const never = directives.has('no-store') || directives.has('no-cache') || !/^\d{1,10}$/.test(age);
  const isPublic = directives.has('public') || directives.has('s-maxage');
  return {
    maxAge: never ? 0 : Number(age),
    scope: directives.has('private') ? 'PRIVATE' : isPublic ? 'PUBLIC' : undefined,
  };
}

/** What holds where both are said. */
export function stricterPolicy(one: SourcePolicy, other: SourcePolicy): SourcePolicy {
  if (one.maxAge === other.maxAge && one.scope === other.scope) {
    return one;
  }
  const scopes = [one.scope, other.scope];
  const scope = scopes.includes('PRIVATE') ? 'PRIVATE' : scopes.includes(undefined) ? undefined : 'PUBLIC';
  return { maxAge: Math.min(one.maxAge, other.maxAge), scope };
}
