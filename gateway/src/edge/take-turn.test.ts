import { expect, it } from 'vitest';
import { anonymous } from '../auth/identity.js';
import type { Turn } from '../traffic/overload/execution-queue.js';
import { createAnswerSizes } from './answer-sizes.js';
import { takeTurn } from './take-turn.js';
import type { Visit } from './visit.js';

/** The key by which a request is equal to others. */
async function keyOf(visit: Partial<Visit>, body = '{"query":"{ a }"}', sharesEqual = true): Promise<Turn['key']> {
  let key: Turn['key'];
  const queue = {
    forecast: () => ({ waitMs: 0, isTooLong: false }),
    run<T>(turn: Turn, execute: () => Promise<T>): Promise<T> {
      key = turn.key;
      return execute();
    },
  };
  const whole = {
    path: '/web',
    search: '',
    identity: anonymous,
    headers: new Map(),
    exchange: { signal: new AbortController().signal },
    graph: { name: 'web', headersKey: (headers: Visit['headers']) => headers.get('x-tenant') ?? '' },
    ...visit,
  } as Visit;
  await takeTurn({ queue, sharesEqual, sizes: createAnswerSizes() }, whole, Buffer.from(body), async () => {});
  return key;
}

it('takes one turn for equal requests: of one path, query string, caller, body, and what counts of the headers', async () => {
  const key = await keyOf({});
  expect(key).toBeTypeOf('string');
  expect(await keyOf({ headers: new Map([['user-agent', 'another']]) })).toBe(key);
  const others = [
    await keyOf({ path: '/mobile' }),
    await keyOf({ search: 'a=1' }),
    await keyOf({ identity: { ...anonymous, key: 'ada' } }),
    await keyOf({ headers: new Map([['x-tenant', 'blue']]) }),
    await keyOf({}, '{"query":"{ b }"}'),
  ];
  expect(new Set([key, ...others]).size).toBe(6);
});

it('takes a turn for each request where nothing is shared, and for each with a large body', async () => {
  expect(await keyOf({}, '{}', false)).toBeUndefined();
  expect(await keyOf({}, 'a'.repeat(16_384))).toBeTypeOf('string');
  expect(await keyOf({}, 'a'.repeat(16_385))).toBeUndefined();
});
