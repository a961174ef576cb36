import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheKey } from './cache-key.js';
import { makeAlone } from './make-alone.js';
import type { CacheLease } from './store.js';

const key = cacheKey('test', ['what is made']);

/** What the store says when it is asked for the lease, and how often it was. */
let lease: CacheLease['kind'];
let asked: number;
let askedForMs: number;
/** What others have kept. */
let kept: string | undefined;
/** Told when it was looked for what others have kept. */
let looked: () => void;
/** What has happened here, in its order: `make`, `release`. */
let done: string[];
/** When its own was begun, in milliseconds from the start. */
let madeAtMs: number | undefined;
let ownIsKept: () => void;
let leaving: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  lease = 'taken';
  asked = 0;
  kept = undefined;
  looked = () => {};
  done = [];
  madeAtMs = undefined;
  leaving = new AbortController();
});
afterEach(() => {
  vi.useRealTimers();
});

function start({ waitMs, make = async () => 'own' }: { waitMs?: number; make?: () => Promise<string> } = {}) {
  const startedAt = performance.now();
  const storing = new Promise<void>((resolve) => {
    ownIsKept = resolve;
  });
  return makeAlone(key, {
    store: {
      lease: async (_key, forMs) => {
        asked++;
        askedForMs = forMs;
        return lease === 'held' ? { kind: lease, release: async () => void done.push('release') } : { kind: lease };
      },
    },
    make: () => {
      done.push('make');
      madeAtMs = performance.now() - startedAt;
      return make();
    },
    kept: () => storing,
    find: async () => {
      const found = kept;
      looked();
      return found;
    },
    waitMs,
    signal: leaving.signal,
  });
}

/** Lets time pass as a machine that does nothing else would. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('makeAlone()', () => {
  it('makes it at once with the lease, which is for 5 s and given back when what was made is kept, not before', async () => {
    lease = 'held';
    expect(await start()).toBe('own');
    expect([madeAtMs, asked, askedForMs]).toEqual([0, 1, 5000]);
    await turn();
    expect(done).toEqual(['make']);
    ownIsKept();
    await turn();
    expect(done).toEqual(['make', 'release']);
  });

  it('gives the lease back when making fails', async () => {
    lease = 'held';
    const failure = new Error('no');
    await expect(start({ make: () => Promise.reject(failure) })).rejects.toBe(failure);
    ownIsKept();
    await turn();
    expect(done).toEqual(['make', 'release']);
  });

  it('makes it at once when the store is away', async () => {
    lease = 'away';
    expect(await start()).toBe('own');
    expect([madeAtMs, asked]).toEqual([0, 1]);
  });

  it.each([
    ['half a second when it is not told how long', undefined, 500],
    ['no longer than waitMs', 100, 100],
    ['up to half a second', 500, 500],
    ['never longer than half a second', 501, 500],
    ['never longer than half a second', 60_000, 500],
  ])('waits for whoever holds the lease: %s', async (_what, waitMs, longestMs) => {
    const made = start(waitMs === undefined ? {} : { waitMs });
    await pass(longestMs);
    expect(done).toEqual([]);
    // It looks every 20 ms.
    await pass(20);
    expect(madeAtMs).toBeGreaterThan(longestMs);
    expect(madeAtMs).toBeLessThanOrEqual(longestMs + 20);
    expect(await made).toBe('own');
    // What it made without the lease, it does not give back.
    expect(done).toEqual(['make']);
  });

  it('finds what the other one has kept within 20 ms, and makes nothing', async () => {
    const made = start();
    await pass(190);
    kept = 'the other’s';
    await pass(20);
    expect(await made).toBe('the other’s');
    expect(done).toEqual([]);
  });

  it('finds what the other one has kept just before it gave the lease back', async () => {
    const made = start();
    // Just after it was looked for in vain.
    looked = () => {
      kept = 'the other’s';
      lease = 'held';
    };
    await pass(20);
    expect(await made).toBe('the other’s');
    ownIsKept();
    await turn();
    expect(done).toEqual(['release']);
  });

  it('goes on at once when the other one gives the lease back without having kept anything', async () => {
    const made = start();
    await pass(190);
    lease = 'held';
    await pass(20);
    expect(await made).toBe('own');
    expect(madeAtMs).toBeLessThanOrEqual(210);
  });

  it('waits no longer when the store goes away', async () => {
    const made = start();
    await pass(190);
    lease = 'away';
    await pass(20);
    expect(await made).toBe('own');
    expect(madeAtMs).toBeLessThanOrEqual(210);
  });

  it('waits no longer when nobody waits for it any more', async () => {
    leaving.abort();
    expect(await start()).toBe('own');
    expect(madeAtMs).toBe(0);
    leaving = new AbortController();
    const made = start();
    await pass(190);
    leaving.abort();
    await pass(20);
    expect(await made).toBe('own');
    expect(madeAtMs).toBeLessThanOrEqual(210);
  });
});
