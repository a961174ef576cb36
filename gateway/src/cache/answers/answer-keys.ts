import type { KeptQuery } from '../../executor/answer-keeper.js';
import { type CacheKey, cacheKey } from '../cache-key.js';
import { callerClaim } from '../caller-claim.js';

/** What one query's answers are kept under. */
export interface AnswerKeys {
  readonly everybody: CacheKey;
  /** Of private answers; undefined when the caller is nobody in particular. */
  readonly caller: CacheKey | undefined;
}

/** What the keys of all queries of a client graph have in common. */
export interface AnswerKeyOptions {
  readonly clientGraph: string;
  /** Of the supergraph: another one's answers are never read. */
  readonly version: string;
  /** Headers, in lower case. */
  readonly vary: readonly string[];
  readonly privateClaim: string | undefined;
}

/** Everything that an answer depends on. */
export function answerKeys(
  { programKey, variables, request }: KeptQuery,
  { clientGraph, version, vary, privateClaim }: AnswerKeyOptions,
): AnswerKeys {
  const { headers, identity } = request;
  const shared = [
    clientGraph,
    version,
    programKey,
    JSON.stringify(variables),
    // A header that is not there is not one that is empty.
    ...vary.map((name) => JSON.stringify(headers.get(name) ?? null)),
  ];
  const caller = privateClaim === undefined ? undefined : callerClaim(identity, privateClaim);
  return {
    everybody: cacheKey('answer', shared),
    caller: caller && cacheKey('private', [...shared, ...caller]),
  };
}
