import type { HeardSource } from '../../executor/execution-outcome.js';
import type { ExplainedAnswer } from '../explain.js';
import type { OperationPolicy } from '../operation-policy.js';
import { type AnswerPolicy, parseCacheControl } from '../source-policy.js';
import type { CacheEntry } from '../store.js';
import type { AnswerRecord } from './answer-record.js';

/** An answer from the store. */
export interface FoundAnswer {
  readonly status: 'hit' | 'stale';
  readonly key: string;
  readonly entry: CacheEntry;
  readonly record: AnswerRecord;
  readonly nowMs: number;
  readonly reason?: string | undefined;
}

/** Says where an answer from the store comes from. */
export function explainFound({ status, key, entry, record, nowMs, reason }: FoundAnswer): ExplainedAnswer {
  const ageMs = Math.max(0, nowMs - entry.storedAtMs);
  return {
    status,
    ...(reason !== undefined && { reason }),
    key,
    scope: record.scope,
    invalidationKeys: record.surrogateKeys,
    ageSeconds: Math.floor(ageMs / 1000),
    remainingSeconds: Math.round((entry.freshForMs - ageMs) / 1000),
    shouldStore: false,
  };
}

/** An answer that was made now, and all that decides whether it is kept. */
export interface MadeAnswer {
  readonly policy: OperationPolicy;
  readonly heard: readonly HeardSource[];
  readonly hasErrors: boolean;
  readonly found: AnswerPolicy;
  readonly surrogateKeys: readonly string[];
  /** What it would be kept under; undefined when there is nothing for this caller. */
  readonly key: string | undefined;
  readonly privateClaim: string | undefined;
  /** Whether it can be kept now: the store is there, and was looked into before. */
  readonly canStore: boolean;
  /** Whether the store was looked into at all. */
  readonly looked: boolean;
}

/** Says what becomes of an answer that was made now, and why. */
export function explainMade(made: MadeAnswer): ExplainedAnswer {
  const { found, key, surrogateKeys, canStore, looked } = made;
  const never = whyNever(made);
  if (never !== undefined) {
    return { status: 'uncacheable', reason: never, scope: found.scope, shouldStore: false };
  }
  const notNow = looked
    ? 'The store is away'
    : 'The answer before could not be kept: from the next one on it is looked for';
  return {
    status: 'miss',
    ...(!canStore && { reason: notNow }),
    ...(key !== undefined && { key }),
    scope: found.scope,
    invalidationKeys: surrogateKeys,
    ageSeconds: 0,
    remainingSeconds: found.maxAge,
    shouldStore: canStore,
  };
}

function whyNever({ hasErrors, found, policy, heard, key, privateClaim }: MadeAnswer): string | undefined {
  if (hasErrors) {
    return 'The answer has errors';
  }
  if (found.maxAge === 0) {
    return whyNoAge(policy, heard);
  }
  if (key !== undefined) {
    return undefined;
  }
  const whose =
    policy.privateBy === undefined ? 'It is PRIVATE by what sources sent' : `"${policy.privateBy}" is PRIVATE`;
  return privateClaim === undefined
    ? `${whose}, and cache.privateClaim names no claim to keep it under`
    : `${whose}, and the caller has no claim "${privateClaim}"`;
}

/** Headers of sources are shown as far. */
const MAX_SHOWN = 200;

function whyNoAge(
  { hintedMaxAge, maxAge, hintedBy, agedBy = '' }: OperationPolicy,
  heard: readonly HeardSource[],
): string {
  for (const { source, cacheControl } of heard) {
    if (cacheControl !== undefined && parseCacheControl(cacheControl).maxAge === 0) {
      return `Source "${source}" sent Cache-Control: ${cacheControl.slice(0, MAX_SHOWN)}`;
    }
  }
  if (hintedMaxAge === 0) {
    return `"${hintedBy}" has a maxAge of 0`;
  }
  if (agedBy.includes('.__')) {
    return `"${agedBy}" introspects`;
  }
  return maxAge === 0 ? `"${agedBy}" has no maxAge, and cache.defaultMaxAgeSeconds is 0` : 'cache.maxAgeSeconds is 0';
}
