import { describe, expect, it } from 'vitest';
import { anonymous, type Identity } from '../identity.js';
import { createTokenCache, type ObtainedToken } from './token-cache.js';

const who = (key: string): Identity => ({ ...anonymous, key });

function setUp({ maxTokens = 10, lifeMs = 1000 } = {}) {
  let time = 0;
  const obtained: string[] = [];
  const cache = createTokenCache({
    maxTokens,
    now: () => time,
    async obtain({ key }): Promise<ObtainedToken> {
      obtained.push(key);
      return { token: `${key}-${obtained.length}`, reuseUntil: time + lifeMs };
    },
  });
  return {
    cache,
    obtained,
    at: (ms: number) => {
      time = ms;
    },
  };
}

describe('createTokenCache()', () => {
  it('gives one token for equal identities until it may not be used again, at the millisecond', async () => {
    const { cache, at } = setUp();
    expect(await cache.get(who('a'))).toBe('a-1');
    at(999);
    expect(cache.get(who('a'))).toBe('a-1');
    at(1000);
    expect(await cache.get(who('a'))).toBe('a-2');
  });

  it('has equal identities wait for one, and others for their own', async () => {
    const { cache, obtained } = setUp();
    const tokens = await Promise.all([cache.get(who('a')), cache.get(who('b')), cache.get(who('a'))]);
    expect(tokens).toEqual(['a-1', 'b-2', 'a-1']);
    expect(obtained).toEqual(['a', 'b']);
  });

  it('keeps as many as it may, and forgets the one not used for longest', async () => {
    const { cache, obtained } = setUp({ maxTokens: 2 });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(who(key));
    expect(obtained).toEqual(['a', 'b', 'c', 'b']);
  });

  it('keeps nothing that may serve one request only, nothing it was told to forget, and no failure', async () => {
    const once = setUp({ lifeMs: 0 });
    await once.cache.get(who('a'));
    await once.cache.get(who('a'));
    expect(once.obtained).toHaveLength(2);

    const { cache, obtained } = setUp();
    const underWay = cache.get(who('a'));
    cache.forget(who('a'));
    await underWay;
    await cache.get(who('a'));
    cache.forget(who('a'));
    await cache.get(who('a'));
    expect(obtained).toHaveLength(3);

    let calls = 0;
    const failing = createTokenCache({
      maxTokens: 1,
      obtain: () => Promise.reject(new Error(`no ${++calls}`)),
    });
    await expect(failing.get(who('a'))).rejects.toThrow('no 1');
    await expect(failing.get(who('a'))).rejects.toThrow('no 2');
  });
});
