import { z } from 'zod';
import { limitRules } from './limit-rule-config.js';

/** How often requests may come. */
export const rateLimitsConfig = z.strictObject({
  rules: limitRules
    .default([])
    .describe(
      'Limits of requests and operations. All that match a request are asked; when one has not enough: RATE_LIMITED (429), and nothing is taken of the others. Each operation of a batch counts.',
    ),
  ipv6Prefix: z
    .int()
    .min(32)
    .max(128)
    .default(64)
    .describe(
      'Leading bits of an IPv6 address that `address` counts by: who has one address of such a network has all.',
    ),
  headers: z
    .boolean()
    .default(true)
    .describe('Whether answers tell clients of their limits, in `RateLimit` and `RateLimit-Policy`.'),
  maxCounters: z
    .int()
    .min(1000)
    .max(10_000_000)
    .default(100_000)
    .describe(
      'Counters that one process keeps without Redis, or while it is away, some 350 bytes each. Past it those used longest ago begin anew.',
    ),
});

/** How often requests may come, defaults filled in. */
export type RateLimitsConfig = z.infer<typeof rateLimitsConfig>;
