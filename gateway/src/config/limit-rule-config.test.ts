import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { limitRule, limitRules } from './limit-rule-config.js';
import { redisConfig } from './redis-config.js';

const rule = { name: 'own', limit: 10, windowSeconds: 60 };

function messages(result: z.ZodSafeParseResult<unknown>): readonly string[] {
  return result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

describe('limitRule', () => {
  it.each([
    ['a window of a second', { windowSeconds: 1 }],
    ['a window of 31 days', { windowSeconds: 2_678_400 }],
    ['a burst of the limit', { burst: 10 }],
    ['a million a second', { limit: 1_000_000, windowSeconds: 1 }],
    [
      'every part of a key',
      { key: ['user', 'caller', 'client', 'clientVersion', 'address', 'origin', 'clientGraph', 'claim:a b'] },
    ],
    ['the other parts', { key: ['operation', 'rootField', 'header:X-Tenant'] }],
  ])('takes %s', (_what, changes) => {
    expect(messages(limitRule.safeParse({ ...rule, ...changes }))).toEqual([]);
  });

  it.each([
    ['a window of nothing', { windowSeconds: 0 }],
    ['a window over 31 days', { windowSeconds: 2_678_401 }],
    ['a limit of nothing', { limit: 0 }],
    ['a limit over a billion', { limit: 1_000_000_001, windowSeconds: 86_400 }],
    ['a key part that does not exist', { key: ['users'] }],
    ['a header that cannot be', { key: ['header:a b'] }],
    ['nine key parts', { key: Array.from({ length: 9 }, () => 'user') }],
    ['a name that is none', { name: 'Own "limit"' }],
    ['an option that does not exist', { brust: 5 }],
  ])('refuses %s', (_what, changes) => {
    expect(limitRule.safeParse({ ...rule, ...changes }).success).toBe(false);
  });

  it.each([
    ['burst', { burst: 11 }, 'burst: The burst 11 is more than the limit 10'],
    ['rate', { limit: 1_000_001, windowSeconds: 1 }, 'limit: The limit is more than 1000000 a second'],
    [
      'burst of a plan',
      { plans: { claim: 'plan', limits: { gold: { limit: 2, burst: 3 }, staff: { limit: 'unlimited' } } } },
      'plans.limits.gold.burst: The burst 3 is more than the limit 2',
    ],
  ])('says where a %s is too large', (_what, changes, message) => {
    expect(messages(limitRule.safeParse({ ...rule, ...changes }))).toEqual([message]);
  });

  it('has 100 plans at most', () => {
    const plans = (count: number) => ({
      claim: 'plan',
      limits: Object.fromEntries(Array.from({ length: count }, (_, index) => [`plan${index}`, { limit: 1 }])),
    });
    expect(limitRule.safeParse({ ...rule, plans: plans(100) }).success).toBe(true);
    expect(limitRule.safeParse({ ...rule, plans: plans(101) }).success).toBe(false);
  });
});

describe('limitRules', () => {
  it('refuses two limits of one name, and more than 200', () => {
    expect(messages(limitRules.safeParse([rule, rule]))).toEqual(['1.name: The name "own" is taken by a limit above']);
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...rule, name: `own-${index}` }));
    expect(limitRules.safeParse(many(200)).success).toBe(true);
    expect(limitRules.safeParse(many(201)).success).toBe(false);
  });
});

describe('redisConfig', () => {
  it.each([
    ['one server', { urls: ['redis://localhost'] }],
    ['a password, a port and a database', { urls: ['rediss://user:p%40ss@redis.example:6380/3'] }],
    ['an IPv6 address', { urls: ['redis://[::1]:6379'] }],
    ['a cluster', { mode: 'cluster', urls: ['redis://a:1', 'redis://b:2'] }],
    ['sentinels', { mode: 'sentinel', urls: ['redis://a:1', 'redis://b:2'], primary: 'shop', password: 'p', db: 1 }],
  ])('takes %s', (_what, config) => {
    expect(messages(redisConfig.safeParse(config))).toEqual([]);
  });

  it.each([
    ['no server', { urls: [] }, /urls/],
    ['two servers that are no cluster', { urls: ['redis://a', 'redis://b'] }, /One server has one URL: there are 2/],
    ['another protocol', { urls: ['http://localhost'] }, /Expected redis:/],
    ['sentinels without a primary', { mode: 'sentinel', urls: ['redis://a'] }, /needs the option "primary"/],
    ['a primary without sentinels', { urls: ['redis://a'], primary: 'shop' }, /Only the mode "sentinel"/],
    ['a prefix with a brace', { urls: ['redis://a'], prefix: '{a}' }, /prefix/],
  ])('refuses %s', (_what, config, message) => {
    expect(messages(redisConfig.safeParse(config)).join()).toMatch(message);
  });
});
