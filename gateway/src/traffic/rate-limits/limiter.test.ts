import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../telemetry/metrics.js';
import type { CounterStore } from './counter-store.js';
import { createLimiter, type LimitRequest } from './limiter.js';
import { createMemoryCounters } from './memory-counters.js';
import { rateLimitHeaders, retryAfterSeconds } from './rate-limit-headers.js';

const request: LimitRequest = {
  rule: 'own',
  parts: ['a'],
  units: 1,
  estimated: false,
  allowance: { limit: 2, burst: 2, windowMicros: 60_000_000 },
  warnOnly: false,
  whenUnavailable: 'local',
};

/** A shared store that can be taken away. */
function setUp() {
  const shared = createMemoryCounters({ maxCounters: 100 });
  const state = { away: false };
  const counters: CounterStore = {
    take: async (charges) => (state.away ? undefined : shared.take(charges)),
    correct: (corrections) => shared.correct(corrections),
  };
  const metrics = createMetrics();
  const limiter = createLimiter({ counters, local: createMemoryCounters({ maxCounters: 100 }), metrics });
  return { limiter, metrics, state };
}

describe('createLimiter()', () => {
  it('answers at once when there is nothing to ask', () => {
    const { limiter } = setUp();
    expect(limiter.take([])).toMatchObject({ outcomes: [], refusedBy: undefined });
  });

  it('counts for itself while the shared counters are away, from nothing', async () => {
    const { limiter, metrics, state } = setUp();
    const kinds = [];
    for (const away of [false, false, false, true, true, true, false]) {
      state.away = away;
      kinds.push((await limiter.take([request])).outcomes[0]?.kind);
    }
    expect(kinds).toEqual(['allowed', 'allowed', 'over', 'allowed', 'allowed', 'over', 'over']);
    const { text } = await metrics.expose();
    expect(text).toContain('facet_rate_limit_store_unavailable_total 3');
    expect(text).toContain('facet_rate_limit_decisions_total{rule="own",result="over"} 3');
  });

  it('refuses while the shared counters are away where one limit says so, unless it only warns', async () => {
    const { limiter, state } = setUp();
    state.away = true;
    const strict = { ...request, rule: 'strict', whenUnavailable: 'refuse' } as const;
    const verdict = await limiter.take([request, strict]);
    expect(verdict.refusedBy).toMatchObject({ kind: 'unavailable', request: { rule: 'strict' } });
    expect(rateLimitHeaders(verdict.outcomes)).toEqual(new Map());
    expect((await limiter.take([request, { ...strict, warnOnly: true }])).refusedBy).toBeUndefined();
  });

  it('settles what was estimated, and nothing else', async () => {
    const { limiter } = setUp();
    const allowance = { limit: 100, burst: 100, windowMicros: 60_000_000 };
    const estimated = { ...request, rule: 'budget', allowance, units: 40, estimated: true };
    const verdict = await limiter.take([request, estimated]);
    await verdict.settle(10);
    const after = await limiter.take([request, { ...estimated, units: 1 }]);
    expect(after.outcomes.map(({ taken }) => taken?.remaining)).toEqual([0, 89]);
  });

  it('settles nothing of a request that was refused', async () => {
    const { limiter } = setUp();
    const allowance = { limit: 100, burst: 100, windowMicros: 60_000_000 };
    const estimated = { ...request, rule: 'budget', allowance, units: 40, estimated: true };
    await limiter.take([{ ...request, units: 2 }]);
    const verdict = await limiter.take([request, estimated]);
    expect(verdict.refusedBy?.request.rule).toBe('own');
    await verdict.settle(100);
    expect((await limiter.take([{ ...estimated, units: 1 }])).outcomes[0]?.taken?.remaining).toBe(99);
  });
});

describe('rateLimitHeaders()', () => {
  const outcome = (rule: string, remaining: number, warnOnly = false) => ({
    request: { ...request, rule, warnOnly },
    kind: 'allowed' as const,
    taken: { allowed: true, remaining, retryMicros: 0, resetMicros: 1_500_000 },
  });

  it('names the limits with the least left first, and eight at most', () => {
    const outcomes = Array.from({ length: 9 }, (_, index) => outcome(`l${index}`, 9 - index));
    expect(rateLimitHeaders(outcomes).get('ratelimit')).toBe(
      [8, 7, 6, 5, 4, 3, 2, 1].map((index) => `"l${index}";r=${9 - index};t=2`).join(', '),
    );
  });

  it('keeps limits that only warn to itself', () => {
    expect(rateLimitHeaders([outcome('trial', 1, true)])).toEqual(new Map());
  });
});

describe('retryAfterSeconds()', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1_000_000, 1],
    [1_000_001, 2],
  ])('is at least a second: %i microseconds are %i', (retryMicros, seconds) => {
    const taken = { allowed: false, remaining: 0, retryMicros, resetMicros: retryMicros };
    expect(retryAfterSeconds({ request, kind: 'over', taken })).toBe(seconds);
  });
});
