import type { Identity } from '../../auth/identity.js';
import type { KeptQuery } from '../../executor/answer-keeper.js';
import type { RelevantHeaders } from '../../executor/sharing-key.js';
import { type CacheKey, cacheKey } from '../cache-key.js';

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
  const caller = privateClaim === undefined ? undefined : claimOf(identity, privateClaim);
  return {
    everybody: cacheKey('answer', shared),
    caller: caller && cacheKey('private', [...shared, ...caller]),
  };
}

/**
 * Whose a private answer is.
 *
 * @returns The claim's value, who vouches for it, how it was proven and with which scopes, since sources may show the same
 *   user more or less by these; undefined when the caller has no such claim.
 */
function claimOf(identity: Identity, claim: string): readonly string[] | undefined {
  const { proof, issuer, subject, scopes, claims } = identity;
  const value = claim === 'sub' ? (subject ?? claims[claim]) : claims[claim];
  if (proof === 'none' || value === undefined || value === null || value === '') {
    return undefined;
  }
  return [proof, issuer ?? '', JSON.stringify(value), [...scopes].sort().join(' ')];
}

/** They name the caller, or the request: neither chooses between answers. */
const unvaried: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'accept-encoding',
]);

/**
 * The headers that choose between answers: those that are configured, and those that sources are passed.
 *
 * @param relevant Where it is `any`, since sources run code that may read whatever there is, those are left to the
 *   configuration: nothing would ever be found again.
 */
export function varyHeaders(configured: readonly string[], relevant: RelevantHeaders): readonly string[] {
  const passed = relevant === 'any' ? [] : [...relevant].filter((name) => !unvaried.has(name));
  return [...new Set([...configured, ...passed])].sort();
}
