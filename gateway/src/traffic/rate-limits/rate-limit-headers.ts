import type { LimitOutcome } from './limiter.js';

/** Policies that one answer names at most; those with the least left are named. */
const maxPolicies = 8;

/**
 * The headers that tell a client of its limits: `RateLimit-Policy` (`q` units, `w` window in seconds) and `RateLimit` (`r`
 * units left, `t` seconds until all is back), a rule's name being the name of its policy.
 *
 * Spec: draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4; RFC 9651 (Structured Fields).
 *
 * @param outcomes Limits that only warn, and those that could not be asked, are left out.
 */
export function rateLimitHeaders(outcomes: Iterable<LimitOutcome>): ReadonlyMap<string, string> {
  const policies: string[] = [];
  const states: string[] = [];
  const told = [...outcomes]
    .filter(({ request, taken }) => !request.warnOnly && taken !== undefined)
    .sort((a, b) => (a.taken?.remaining ?? 0) - (b.taken?.remaining ?? 0));
  for (const { request, taken } of told.slice(0, maxPolicies)) {
    const { rule, allowance } = request;
    policies.push(`"${rule}";q=${allowance.limit};w=${Math.round(allowance.windowMicros / 1e6)}`);
    states.push(`"${rule}";r=${taken?.remaining ?? 0};t=${Math.ceil((taken?.resetMicros ?? 0) / 1e6)}`);
  }
  return policies.length === 0
    ? new Map()
    : new Map([
        ['ratelimit-policy', policies.join(', ')],
        ['ratelimit', states.join(', ')],
      ]);
}

/**
 * Seconds after which a request that was refused can be sent again, for `Retry-After`.
 *
 * Spec: RFC 9110 section 10.2.3.
 *
 * @returns Undefined when it never can: it asks for more units than the limit ever has.
 */
export function retryAfterSeconds({ request, taken }: LimitOutcome): number | undefined {
  const never = request.units > request.allowance.burst;
  return taken === undefined || never ? undefined : Math.max(1, Math.ceil(taken.retryMicros / 1e6));
}
