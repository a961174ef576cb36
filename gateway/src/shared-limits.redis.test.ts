import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import type { GatewaySettings } from './assembly/gateway-settings.js';
import { startRedis, type TestRedis } from './cache/redis/redis.test-kit.js';
import type { limitRules } from './config/limit-rule-config.js';
import { rateLimitsConfig } from './config/rate-limits-config.js';
import { createGateway, type Gateway } from './gateway.js';
import { greetingSettings } from './rate-limits.test-kit.js';
import { createLogger } from './telemetry/logger.js';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const opened: Gateway[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((gateway) => gateway.stop()));
});

const log = createLogger({ level: 'silent', format: 'json' });

async function start(
  rules: z.input<typeof limitRules>,
  url = redis.url,
  server: Partial<GatewaySettings['server']> = {},
): Promise<string> {
  const base = greetingSettings({ greeting: () => 'hello' });
  const settings: GatewaySettings = {
    ...base,
    server: { ...base.server, ...server },
    redis: { prefix: 'test:', address: { kind: 'single', url } },
    rateLimits: { ...rateLimitsConfig.parse({ rules }), budgets: [] },
  };
  const gateway = createGateway(settings, { log });
  opened.push(gateway);
  const { public: address } = await gateway.start();
  return `${address.url}/shop`;
}

async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ greeting }"}',
  });
  await response.arrayBuffer();
  return response.status;
}

describe('rate limits in Redis', () => {
  it('let four gateways pass 1000 a minute together, of 5000 requests', async () => {
    const rules = [{ name: 'four', limit: 1000, windowSeconds: 60 }];
    const urls = await Promise.all([1, 2, 3, 4].map(() => start(rules)));
    const counts = new Map<number, number>();
    const send = async (url: string): Promise<void> => {
      for (let index = 0; index < 125; index++) {
        const status = await ask(url);
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(urls.flatMap((url) => Array.from({ length: 10 }, () => send(url))));
    expect([...counts.keys()].sort()).toEqual([200, 429]);
    expect(counts.get(200)).toBe(1000);
    expect(counts.get(429)).toBe(4000);
  }, 60_000);

  it('take no notice of the clocks of gateways, however they jump', async () => {
    const rules = [{ name: 'clocks', limit: 3, windowSeconds: 3600 }];
    const urls = [await start(rules), await start(rules)] as const;
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const now = Date.now();
      const statuses: number[] = [];
      for (const jumpSeconds of [0, 7200, -7200, 86_400, -86_400, 0]) {
        vi.setSystemTime(now + jumpSeconds * 1000);
        statuses.push(await ask(urls[0]), await ask(urls[1]));
      }
      expect(statuses).toEqual([200, 200, 200, ...Array(9).fill(429)]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('count addresses of IPv6 by their network', async () => {
    const proxies = { trusted: ['127.0.0.1'], header: 'x-forwarded-for', proxyProtocol: false } as const;
    const rules = [{ name: 'networks', key: ['address'], limit: 2, windowSeconds: 3600 }];
    const url = await start(rules, redis.url, { proxies });
    const from = (address: string) => ask(url, { 'x-forwarded-for': address });
    expect([await from('2001:db8::1'), await from('2001:db8:0:0:ffff::2'), await from('2001:db8::3')]).toEqual([
      200, 200, 429,
    ]);
    expect([await from('2001:db8:0:1::1'), await from('192.0.2.1'), await from('192.0.2.2')]).toEqual([200, 200, 200]);
  });

  it('are counted by each gateway, or let nothing pass, while Redis is frozen, and by all again after', async () => {
    const own = await startRedis();
    try {
      const local = await start([{ name: 'local', limit: 1, windowSeconds: 3600 }], own.url);
      const strict = await start(
        [{ name: 'strict', limit: 100, windowSeconds: 3600, whenUnavailable: 'refuse' }],
        own.url,
      );
      expect([await ask(local), await ask(local), await ask(strict)]).toEqual([200, 429, 200]);
      own.freeze();
      expect([await ask(local), await ask(local), await ask(strict)]).toEqual([200, 429, 503]);
      own.thaw();
      await expect.poll(() => ask(strict), { timeout: 5000, interval: 100 }).toBe(200);
      expect(await ask(local)).toBe(429);
    } finally {
      await own.stop();
    }
  });
});
