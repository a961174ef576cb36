import { describe, expect, it } from 'vitest';
import { describeCounterStore } from './counter-store.test-kit.js';
import { createMemoryCounters } from './memory-counters.js';

describeCounterStore('createMemoryCounters()', () => {
  let now = 5_000_000;
  return {
    store: createMemoryCounters({ maxCounters: 1000, now: () => now }),
    wait: (ms) => {
      now += ms * 1000;
    },
  };
});

describe('createMemoryCounters()', () => {
  const allowance = { limit: 1, burst: 1, windowMicros: 60_000_000 };
  const charge = (key: string) => [{ key, units: 1, allowance, refuses: true }];
  const allowed = (taken: unknown) => (taken as readonly { allowed: boolean }[]).map((one) => one.allowed);

  it('keeps maxCounters counters, and forgets the one used longest ago past them', () => {
    const store = createMemoryCounters({ maxCounters: 2 });
    for (const key of ['a', 'b']) {
      expect(allowed(store.take(charge(key)))).toEqual([true]);
    }
    expect(allowed(store.take(charge('a')))).toEqual([false]);
    expect(allowed(store.take(charge('c')))).toEqual([true]);
    expect(allowed(store.take(charge('a')))).toEqual([false]);
    expect(allowed(store.take(charge('b')))).toEqual([true]);
  });

  it('holds for one window more at most when its clock jumps back', () => {
    let now = 1e12;
    const store = createMemoryCounters({ maxCounters: 2, now: () => now });
    expect(allowed(store.take(charge('a')))).toEqual([true]);
    now -= 3_600_000_000;
    expect(allowed(store.take(charge('a')))).toEqual([false]);
    const [over] = store.take(charge('a')) as readonly { readonly retryMicros: number }[];
    expect(over?.retryMicros).toBeLessThanOrEqual(60_000_000);
  });
});
