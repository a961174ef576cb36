import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../errors/gateway-error.js';
import type { HttpAnswer, HttpCall } from '../../upstream/http-client.js';
import { anonymous, type Identity } from '../identity.js';
import { createPolicyDecider, type PolicySettings, undecidedPolicies } from './create-policy-decider.js';
import type { PolicyContext } from './policy-decider.js';

const http = {
  url: 'https://policies.invalid/decide',
  headers: { authorization: 'Bearer secret' },
  timeoutMs: 300,
  cacheSeconds: 10,
  maxCachedVerdicts: 3,
};

function caller(key: string, changes: Partial<Identity> = {}): PolicyContext {
  const identity: Identity = { ...anonymous, proof: 'token', subject: key, token: 'the-token', key, ...changes };
  return { identity, clientGraph: 'web', correlationId: 'c1', signal: new AbortController().signal };
}

function createDecider(settings: PolicySettings, answer: (names: readonly string[]) => unknown = () => ({})) {
  const calls: HttpCall[] = [];
  const logged: object[] = [];
  let time = 1_000_000;
  const decider = createPolicyDecider(settings, {
    httpClient: {
      async request(call): Promise<HttpAnswer> {
        calls.push(call);
        const { policies } = JSON.parse(String(call.body)) as { policies: string[] };
        const body = await answer(policies);
        const [status, text] = typeof body === 'number' ? [body, ''] : [200, JSON.stringify(body)];
        return { status, headers: new Map(), body: Buffer.from(text) };
      },
    },
    log: { warn: (fields, message) => void logged.push({ ...fields, message }) },
    now: () => time,
  });
  const pass = (ms: number): void => {
    time += ms;
  };
  const decide = async (names: readonly string[], context = caller('ann')) => [
    ...(await decider.decide(names, context)),
  ];
  return { decide, calls, logged, pass };
}

const all = (names: readonly string[]) => ({ policies: Object.fromEntries(names.map((name) => [name, true])) });
const asked = (calls: readonly HttpCall[]) => calls.map(({ body }) => JSON.parse(String(body)).policies);

describe('createPolicyDecider() with functions', () => {
  it('holds what is exactly true, with the caller at hand, and denies what is unknown', async () => {
    const { decide, logged } = createDecider({
      functions: {
        yes: async ({ identity, clientGraph }) => identity.subject === 'ann' && clientGraph === 'web',
        no: () => false,
        truthy: (() => 1) as unknown as () => boolean,
      },
    });
    expect(await decide(['yes', 'no', 'truthy', 'unknown', 'toString', '__proto__'])).toEqual(['yes']);
    expect(logged).toEqual([]);
  });

  it('denies what fails or takes too long, and says so', async () => {
    vi.useFakeTimers();
    try {
      const { decide, logged } = createDecider({
        timeoutMs: 50,
        functions: {
          throws: () => {
            throw new Error('no database');
          },
          hangs: () => new Promise(() => {}),
          yes: () => true,
        },
      });
      const verdict = decide(['throws', 'hangs', 'yes']);
      await vi.advanceTimersByTimeAsync(49);
      expect(logged).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(await verdict).toEqual(['yes']);
      expect(logged).toMatchObject([
        { policy: 'throws', err: { message: 'no database' } },
        { policy: 'hangs', err: { message: 'no verdict in 50 ms' } },
      ]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses a policy that is no function', () => {
    const functions = { broken: true } as unknown as NonNullable<PolicySettings['functions']>;
    expect(() => createDecider({ functions })).toThrow('Policy "broken" must be a function');
  });
});

describe('createPolicyDecider() with a service', () => {
  it('asks once for all that have no function, with who is calling and without the token', async () => {
    const { decide, calls } = createDecider({ functions: { own: () => true }, http }, (names) => all(names.slice(1)));
    expect((await decide(['a', 'b', 'own'])).toSorted()).toEqual(['b', 'own']);
    expect(calls).toMatchObject([{ method: 'POST', url: http.url, timeoutMs: 300, headers: http.headers }]);
    expect(JSON.parse(String(calls[0]?.body))).toEqual({
      policies: ['a', 'b'],
      clientGraph: 'web',
      correlationId: 'c1',
      identity: { proof: 'token', subject: 'ann', scopes: [], claims: {}, client: {} },
    });
    expect(JSON.stringify(calls)).not.toContain('the-token');
  });

  it('keeps verdicts of both kinds for each caller until cacheSeconds are over', async () => {
    const { decide, calls, pass } = createDecider({ http }, (names) => all(names.filter((name) => name !== 'b')));
    expect(await decide(['a', 'b'])).toEqual(['a']);
    pass(9_999);
    expect(await decide(['b', 'a'])).toEqual(['a']);
    expect(calls).toHaveLength(1);
    expect(await decide(['a'], caller('bob'))).toEqual(['a']);
    expect(calls).toHaveLength(2);
    pass(2);
    await decide(['a', 'b']);
    expect(asked(calls)).toEqual([['a', 'b'], ['a'], ['a', 'b']]);
  });

  it('keeps no verdict past the end of what proves the identity, and none at all with cacheSeconds 0', async () => {
    const ending = createDecider({ http }, all);
    const context = caller('ann', { expiresAt: 1_000_000 + 100 });
    await ending.decide(['a'], context);
    ending.pass(99);
    await ending.decide(['a'], context);
    expect(ending.calls).toHaveLength(1);
    ending.pass(2);
    await ending.decide(['a'], context);
    expect(ending.calls).toHaveLength(2);
    const always = createDecider({ http: { ...http, cacheSeconds: 0 } }, all);
    await always.decide(['a']);
    await always.decide(['a']);
    expect(always.calls).toHaveLength(2);
  });

  it('keeps maxCachedVerdicts at most', async () => {
    const { decide, calls } = createDecider({ http }, all);
    await decide(['a', 'b', 'c']);
    await decide(['a', 'b', 'c']);
    expect(calls).toHaveLength(1);
    await decide(['d']);
    await decide(['b', 'c', 'd']);
    expect(calls).toHaveLength(2);
    await decide(['a']);
    expect(asked(calls)).toEqual([['a', 'b', 'c'], ['d'], ['a']]);
  });

  it('asks equal questions under way once', async () => {
    const { decide, calls } = createDecider({ http: { ...http, cacheSeconds: 0 } }, all);
    const answers = await Promise.all([decide(['a']), decide(['a']), decide(['a'], caller('bob'))]);
    expect(answers).toEqual([['a'], ['a'], ['a']]);
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['an error status', () => 503],
    ['no object "policies"', () => ({ policies: null })],
    ['a list', () => []],
    ['a timeout', () => Promise.reject(new GatewayError('SOURCE_TIMEOUT', 'too late'))],
  ])('denies on %s, and asks again', async (_what, answer) => {
    const { decide, calls, logged } = createDecider({ http }, answer);
    expect(await decide(['a'])).toEqual([]);
    expect(await decide(['a'])).toEqual([]);
    expect(calls).toHaveLength(2);
    expect(logged).toHaveLength(2);
    expect(JSON.stringify(logged)).not.toMatch(/secret|the-token/);
  });

  it('takes nothing but true for a verdict, from the answer itself', async () => {
    const answer = () => JSON.parse('{"policies":{"a":"true","b":1,"c":true,"__proto__":{"d":true}}}');
    expect(await createDecider({ http }, answer).decide(['a', 'b', 'c', 'd', 'toString'])).toEqual(['c']);
  });
});

describe('undecidedPolicies()', () => {
  it('names those that neither a function nor a service decides', () => {
    expect(undecidedPolicies(['a', 'toString'], { functions: { a: () => true } })).toEqual(['toString']);
    expect(undecidedPolicies(['a'], { http })).toEqual([]);
  });
});
