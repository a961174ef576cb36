import { z } from 'zod';
import { ruleMatchConfig, textPatterns } from './rules-config.js';

/** What requests can be counted by, beside `claim:NAME` and `header:NAME`. */
export const keyPartNames = [
  'user',
  'caller',
  'client',
  'clientVersion',
  'address',
  'origin',
  'clientGraph',
  'operation',
  'rootField',
] as const;

const maxWindowSeconds = 31 * 86_400;
/** Units a second: what a counter in Redis tells apart. */
const maxRate = 1_000_000;
const maxLimit = 1_000_000_000;
const maxPlans = 100;

const keyPart = z
  .string()
  .regex(
    new RegExp(`^(${keyPartNames.join('|')}|claim:.{1,200}|header:[!#$%&'*+.^_\`|~0-9A-Za-z-]{1,200})$`),
    `Expected ${keyPartNames.join(', ')}, claim:NAME or header:NAME`,
  );

const limit = z.int().min(1).max(maxLimit);

const plan = z
  .strictObject({
    limit: limit
      .or(z.literal('unlimited'))
      .describe('Units in one window with this value of the claim; `unlimited`: they are not counted.'),
    burst: limit.optional().describe('Units at once. Default: `limit`.'),
  })
  .describe('The limit of one plan.');

/** Which requests a limit is for: what rules have, and what is known of the operation once its document is. */
const limitMatch = ruleMatchConfig.omit({ operationNames: true }).extend({
  operationNames: textPatterns
    .optional()
    .describe(
      'Names of operations, as their documents have them. A client that may send any document names them as it likes.',
    ),
  operationTypes: z
    .array(z.enum(['query', 'mutation', 'subscription']))
    .min(1)
    .optional()
    .describe('Types of operations.'),
  rootFields: textPatterns
    .optional()
    .describe('Fields at the root of the operation. Each that it selects counts, under every alias.'),
});

/** One limit, of requests or of cost. */
export const limitRule = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
      .describe('Name of the limit, unique, for metrics and the log; clients see it in `RateLimit` headers.'),
    key: z
      .array(keyPart)
      .max(8)
      .default([])
      .describe(
        'What is counted apart, all of it together. `user`: subject and issuer. `caller`: the user, or the address of anonymous callers. `client` and `clientVersion`: the client app. `address`: see `ipv6Prefix`. `origin`: the header. `clientGraph`. `operation`: its name. `rootField`: each field at the root by itself. `claim:NAME`, `header:NAME`. What a request does not have counts as one value. Empty: all requests together.',
      ),
    when: limitMatch
      .prefault({})
      .describe(
        'Which requests it is for: all that is given has to hold, of each list one item. Empty: every request.',
      ),
    limit: limit.describe('Units in one window, at most 1,000,000 a second.'),
    burst: limit
      .optional()
      .describe('Units at once; the rest of `limit` comes back evenly over the window. Default: `limit`.'),
    windowSeconds: z
      .int()
      .min(1)
      .max(maxWindowSeconds)
      .describe('The window, in seconds: it begins with the first unit after the last one ended. At most 31 days.'),
    plans: z
      .strictObject({
        claim: z.string().min(1).max(200).describe('Claim of the caller’s credentials that names the plan.'),
        limits: z.record(z.string().min(1), plan).describe('Limits by the claim’s value. Another value: `limit`.'),
      })
      .optional()
      .describe('Other limits for some callers. Absent: all have the same.'),
    warnOnly: z.boolean().default(false).describe('Refuse nothing: only count and log what is over the limit.'),
    whenUnavailable: z
      .enum(['local', 'refuse'])
      .default('local')
      .describe(
        'While Redis is away. `local`: each process counts for itself. `refuse`: RATE_LIMIT_UNAVAILABLE (503). Without Redis it means nothing.',
      ),
  })
  .superRefine((rule, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const check = (path: string[], own: { limit: number | 'unlimited'; burst?: number | undefined }) => {
      if (own.limit === 'unlimited') {
        return;
      }
      if (own.burst !== undefined && own.burst > own.limit) {
        problem([...path, 'burst'], `The burst ${own.burst} is more than the limit ${own.limit}`);
      }
      if (own.limit / rule.windowSeconds > maxRate) {
        problem([...path, 'limit'], `The limit is more than ${maxRate} a second`);
      }
    };
    check([], rule);
    const plans = Object.entries(rule.plans?.limits ?? {});
    for (const [value, own] of plans) {
      check(['plans', 'limits', value], own);
    }
    if (plans.length > maxPlans) {
      problem(['plans', 'limits'], `There are ${plans.length} plans, at most ${maxPlans} are allowed`);
    }
  });

/** Limits in a list: at most 200, names unique. */
export const limitRules = z
  .array(limitRule)
  .max(200)
  .superRefine((rules, context) => {
    const names = new Set<string>();
    for (const [index, { name }] of rules.entries()) {
      if (names.has(name)) {
        const message = `The name "${name}" is taken by a limit above`;
        context.addIssue({ code: 'custom', path: [index, 'name'], message });
      }
      names.add(name);
    }
  });

/** One limit, defaults filled in. */
export type LimitRuleConfig = z.infer<typeof limitRule>;
