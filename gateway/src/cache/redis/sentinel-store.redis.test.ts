import { afterEach, describe, expect, test } from 'vitest';
import { timeTaken } from '../../time-taken.test-kit.js';
import { cacheTag } from '../cache-key.js';
import { entry, momentOf, texts } from '../store.test-kit.js';
import { SENTINEL_NAME, startSentinel, until } from './redis.test-kit.js';
import { openStore } from './stores.test-kit.js';

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) {
    await release();
  }
});

describe.each(['redis', 'tiered'] as const)('%s store behind a sentinel', (kind) => {
  test('misses at once while the primary is gone, and goes on with the new one', async () => {
    const { primary, replica, sentinel, failedOver, stop } = await startSentinel();
    releases.push(stop);
    const address = { kind: 'sentinel', urls: [sentinel.url], primary: SENTINEL_NAME } as const;
    const { store, close } = await openStore({ kind, address });
    releases.push(close);
    const tag = cacheTag('test', 'red');
    await store.write([entry('a', { tags: [tag] }), entry('b')], await momentOf(store));
    expect(await store.invalidate({ tags: [tag] })).toBe(true);
    // The replica has it, too: what has not come there is lost with the primary.
    await until(async () => Number(await replica.command('zcard', 'test:{invalidations}')) === 2);
    await primary.kill();
    await until(async () => (await store.read([])).moment === undefined);
    for (let n = 0; n < 10; n++) {
      const { value, awakeMs } = await timeTaken(() => texts(store, 'b'));
      expect(value).toEqual([undefined]);
      expect(awakeMs).toBeLessThan(150);
    }
    await failedOver();
    await until(async () => (await store.read([])).moment !== undefined);
    expect(await texts(store, 'a', 'b')).toEqual([undefined, 'value of b']);
    await store.write([entry('a', { tags: [tag] })], await momentOf(store));
    expect(await texts(store, 'a')).toEqual(['value of a']);
  });
});
