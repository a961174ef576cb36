import type { RedisConnection } from '../../cache/redis/connection.js';
import type { DeepReadonly } from '../../config/deep-freeze.js';
import type { LimitRuleConfig } from '../../config/limit-rule-config.js';
import type { RateLimitsConfig } from '../../config/rate-limits-config.js';
import type { Metrics } from '../../telemetry/metrics.js';
import { createLimiter } from '../../traffic/rate-limits/limiter.js';
import { createMemoryCounters } from '../../traffic/rate-limits/memory-counters.js';
import { createRedisCounters } from '../../traffic/rate-limits/redis-counters.js';
import type { Gate } from '../gate.js';
import type { VisitObserver } from '../visit.js';
import { compileLimits } from './compile-limits.js';
import { createRateLimitGate } from './rate-limit-gate.js';

/** How often requests may come, and what operations may cost together. */
export type RateLimitSettings = DeepReadonly<RateLimitsConfig> & {
  readonly budgets: readonly DeepReadonly<LimitRuleConfig>[];
};

/** What `openRateLimits` needs. */
export interface OpenRateLimitsOptions {
  /** Undefined: this process counts for itself. */
  readonly redis: { readonly connection: RedisConnection; readonly cluster: boolean } | undefined;
  readonly metrics: Metrics;
  readonly observer: Pick<VisitObserver, 'blocked'>;
}

/** @returns The gate that keeps rate limits and budgets; undefined when there are none. */
export function openRateLimits(
  { rules, budgets, ipv6Prefix, headers, maxCounters }: RateLimitSettings,
  { redis, metrics, observer }: OpenRateLimitsOptions,
): Gate | undefined {
  const limits = [
    ...compileLimits(rules, { unit: 'requests', ipv6Prefix }),
    ...compileLimits(budgets, { unit: 'cost', ipv6Prefix }),
  ];
  if (limits.length === 0) {
    return undefined;
  }
  const local = createMemoryCounters({ maxCounters });
  const counters = redis === undefined ? local : createRedisCounters(redis);
  return createRateLimitGate({ limits, headers, observer, limiter: createLimiter({ counters, local, metrics }) });
}
