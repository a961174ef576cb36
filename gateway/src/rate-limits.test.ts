import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Identity } from './auth/identity.js';
import { limitRules } from './config/limit-rule-config.js';
import { rateLimitsConfig } from './config/rate-limits-config.js';
import { openRateLimits } from './edge/rate-limits/open-rate-limits.js';
import { type RuledGraphOptions, startRuledGraph, waysIn } from './operation-rules.test-kit.js';
import { createMetrics, type Metrics } from './telemetry/metrics.js';

let graph: Awaited<ReturnType<typeof startRuledGraph>> | undefined;
let metrics: Metrics;
afterEach(() => graph?.stop());

type Rules = z.input<typeof limitRules>;

interface Limits {
  readonly rules?: Rules;
  readonly budgets?: Rules;
  readonly headers?: boolean;
}

async function start({ rules = [], budgets = [], headers = true }: Limits, options: RuledGraphOptions = {}) {
  metrics = createMetrics();
  const settings = { ...rateLimitsConfig.parse({ rules, headers }), budgets: limitRules.parse(budgets) };
  graph = await startRuledGraph({
    ...options,
    gates: (observer) => {
      const gate = openRateLimits(settings, { redis: undefined, metrics, observer });
      return gate ? [gate] : [];
    },
  });
  return graph;
}

async function send(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(graph?.endpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
}

const leaf = { query: '{ leaf }' };
const hour = 3600;
const limited = { errors: [{ extensions: { code: 'RATE_LIMITED' } }] };

describe('a rate limit', () => {
  it('refuses what is over it with 429, Retry-After and the headers of the draft, and runs nothing', async () => {
    const { fetches, blocked } = await start({ rules: [{ name: 'all', limit: 2, windowSeconds: hour }] });
    const first = await send(leaf);
    expect([first.status, first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([
      200,
      '"all";q=2;w=3600',
      '"all";r=1;t=3600',
    ]);
    expect((await send(leaf)).headers.get('ratelimit')).toBe('"all";r=0;t=3600');
    const ran = fetches.length;
    const over = await send(leaf);
    expect(over.status).toBe(429);
    expect(over.body).toEqual({
      errors: [
        {
          message: 'The limit "all" is exceeded: at most 2 in 3600 s are allowed, try again in 3600 s',
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
    });
    expect(over.headers.get('retry-after')).toBe('3600');
    expect(over.headers.get('ratelimit')).toBe('"all";r=0;t=3600');
    expect(fetches).toHaveLength(ran);
    expect(blocked).toMatchObject([{ gate: 'rate-limits', rule: 'all', code: 'RATE_LIMITED', warnOnly: false }]);
  });

  it('is asked before the body is read', async () => {
    await start({ rules: [{ name: 'all', limit: 1, windowSeconds: hour }] });
    await send(leaf);
    expect((await send('{')).status).toBe(429);
  });

  it.each(waysIn)('holds for operations that come by %s', async (way) => {
    const own = await start({
      rules: [{ name: 'ops', when: { operationTypes: ['query'], rootFields: ['a'] }, limit: 1, windowSeconds: hour }],
    });
    const sent = { query: 'query Q { a { leaf } }' };
    expect(await own.send(way, sent)).toMatchObject({ data: { a: { leaf: 1 } } });
    expect(await own.send(way, sent)).toMatchObject(limited);
  });

  it('holds for operations that are named by the hash of a text that was registered', async () => {
    await start({ rules: [{ name: 'ops', when: { rootFields: ['leaf'] }, limit: 2, windowSeconds: hour }] });
    const sha256Hash = createHash('sha256').update(leaf.query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect((await send({ ...leaf, extensions })).status).toBe(200);
    expect((await send({ extensions })).status).toBe(200);
    expect((await send({ extensions })).body).toMatchObject(limited);
  });

  it('counts each operation of a batch', async () => {
    await start({ rules: [{ name: 'all', limit: 3, windowSeconds: hour }] });
    const { status, body } = await send([leaf, leaf, leaf, leaf]);
    expect(status).toBe(200);
    expect((body as unknown[]).map((one) => JSON.stringify(one).includes('RATE_LIMITED'))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect((await send(leaf)).status).toBe(429);
  });

  it('counts each alias of a root field that it names, fragments expanded', async () => {
    await start({ rules: [{ name: 'leaves', when: { rootFields: ['leaf'] }, limit: 4, windowSeconds: hour }] });
    const query = '{ x: leaf ...F a { leaf } __typename } fragment F on Query { y: leaf z: leaf x: leaf }';
    expect((await send({ query })).headers.get('ratelimit')).toBe('"leaves";r=1;t=3600');
    expect((await send({ query })).body).toMatchObject(limited);
    expect((await send(leaf)).status).toBe(200);
  });

  it('does not count root fields that conditions leave out', async () => {
    await start({ rules: [{ name: 'leaves', when: { rootFields: ['leaf'] }, limit: 1, windowSeconds: hour }] });
    const query = 'query ($on: Boolean!) { a { leaf } leaf @include(if: $on) }';
    for (const _time of [1, 2]) {
      expect((await send({ query, variables: { on: false } })).status).toBe(200);
    }
    expect((await send({ query, variables: { on: true } })).status).toBe(200);
    expect((await send({ query, variables: { on: true } })).status).toBe(429);
  });

  it('counts root fields apart when its key says so', async () => {
    await start({ rules: [{ name: 'fields', key: ['rootField'], limit: 1, windowSeconds: hour }] });
    expect((await send({ query: '{ leaf a { leaf } }' })).status).toBe(200);
    expect((await send({ query: '{ b { leaf } }' })).status).toBe(200);
    expect((await send(leaf)).status).toBe(429);
  });

  it.each([
    ['header:x-tenant', { 'x-tenant': 'a' }, { 'x-tenant': 'b' }],
    ['origin', { origin: 'https://a.example' }, { origin: 'https://b.example' }],
  ])('counts apart by %s, those without one together', async (part, one, other) => {
    await start({ rules: [{ name: 'own', key: [part], limit: 1, windowSeconds: hour }] });
    const statuses = [];
    for (const headers of [one, other, one, {}, {}]) {
      statuses.push((await send(leaf, headers as Record<string, string>)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 429]);
  });

  it('counts operations apart by the names that their documents give them', async () => {
    await start({ rules: [{ name: 'own', key: ['operation'], limit: 1, windowSeconds: hour }] });
    expect((await send({ query: 'query A { leaf }' })).status).toBe(200);
    expect((await send({ query: 'query B { leaf }' })).status).toBe(200);
    expect((await send({ query: 'query A { leaf } query C { leaf }', operationName: 'A' })).status).toBe(429);
  });

  it.each([
    ['user', { subject: 'ann', issuer: 'https://id.example' }],
    ['claim:tenant', { claims: { tenant: ['a', 'b'] } }],
    ['client', { client: { name: 'phone', version: '1' } }],
    ['clientVersion', { client: { name: 'phone', version: '1' } }],
  ] satisfies [string, Partial<Identity>][])('counts callers by %s', async (part, identity) => {
    await start(
      { rules: [{ name: 'own', key: [part, 'address', 'clientGraph'], limit: 1, windowSeconds: hour }] },
      {
        identity,
      },
    );
    expect((await send(leaf)).status).toBe(200);
    expect((await send(leaf)).status).toBe(429);
  });

  it('lets nothing be taken of limits that pass when another refuses', async () => {
    await start({
      rules: [
        { name: 'wide', limit: 10, windowSeconds: hour },
        { name: 'narrow', key: ['header:x-app'], limit: 1, windowSeconds: 60 },
      ],
    });
    await send(leaf, { 'x-app': 'a' });
    const refused = await send(leaf, { 'x-app': 'a' });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await send(leaf, { 'x-app': 'b' })).headers.get('ratelimit')).toBe('"narrow";r=0;t=60, "wide";r=8;t=3600');
  });

  it('is for the requests that `when` says', async () => {
    await start({
      rules: [{ name: 'phones', when: { clientNames: ['phone'] }, limit: 1, windowSeconds: hour }],
    });
    expect((await send(leaf)).headers.get('ratelimit')).toBeNull();
    expect((await send(leaf)).status).toBe(200);
  });

  it('only tells of what is over it when it warns', async () => {
    const { blocked } = await start({
      rules: [{ name: 'trial', limit: 1, windowSeconds: hour, warnOnly: true }],
    });
    expect((await send(leaf)).headers.get('ratelimit')).toBeNull();
    expect((await send(leaf)).status).toBe(200);
    expect(blocked).toMatchObject([{ rule: 'trial', code: 'RATE_LIMITED', warnOnly: true }]);
    expect((await metrics.expose()).text).toContain('facet_rate_limit_decisions_total{rule="trial",result="warned"} 1');
  });

  it.each([
    ['silver', 200, 429],
    ['gold', 200, 200],
    ['staff', 200, 200],
  ])('has another limit for the plan %s', async (plan, ...statuses) => {
    const plans = { claim: 'plan', limits: { gold: { limit: 2 }, staff: { limit: 'unlimited' as const } } };
    await start(
      { rules: [{ name: 'plans', key: ['user'], limit: 1, windowSeconds: hour, plans }] },
      {
        identity: { claims: { plan } },
      },
    );
    expect([(await send(leaf)).status, (await send(leaf)).status]).toEqual(statuses);
  });

  it('shows no headers where they are off, but says when to retry', async () => {
    await start({ rules: [{ name: 'all', limit: 1, windowSeconds: hour }], headers: false });
    expect((await send(leaf)).headers.get('ratelimit')).toBeNull();
    const over = await send(leaf);
    expect([over.headers.get('ratelimit'), over.headers.get('retry-after')]).toEqual([null, '3600']);
  });
});

describe('a budget of cost', () => {
  const list = { query: 'query ($n: Int) { items(n: $n) { leaf } }', variables: { n: 2 } };

  it('is charged the estimate and settled on what the operation has cost', async () => {
    await start({ budgets: [{ name: 'budget', limit: 25, windowSeconds: hour }] });
    // Estimated as ten items, then settled on two.
    expect((await send(list)).headers.get('ratelimit')).toBe('"budget";r=15;t=3600');
    expect((await send(list)).headers.get('ratelimit')).toBe('"budget";r=13;t=3600');
    expect((await send({ ...list, variables: { n: 13 } })).headers.get('ratelimit')).toBe('"budget";r=11;t=3600');
    const over = await send(list);
    expect(over.status).toBe(429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('gives back what an operation that was not executed was charged', async () => {
    await start({ budgets: [{ name: 'budget', limit: 10, windowSeconds: hour }] });
    for (const _time of [1, 2, 3]) {
      expect((await send({ ...list, variables: { n: 'two' } })).status).toBe(400);
    }
    expect((await send(list)).status).toBe(200);
  });

  it('refuses for good what costs more than it ever has', async () => {
    await start({ budgets: [{ name: 'budget', limit: 9, windowSeconds: hour }] });
    const over = await send(list);
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, null]);
    expect(over.body).toMatchObject({ errors: [{ message: expect.stringContaining('this asks for 10') }] });
  });

  it('costs nothing for operations that cost nothing', async () => {
    await start({ budgets: [{ name: 'budget', limit: 1, windowSeconds: hour }] });
    for (const _time of [1, 2, 3]) {
      expect((await send(leaf)).status).toBe(200);
    }
  });
});
