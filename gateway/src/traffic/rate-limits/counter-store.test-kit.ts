import { afterEach, describe, expect, it } from 'vitest';
import type { Allowance, Taken } from './counter.js';
import type { Charge, CounterStore } from './counter-store.js';

/** One store under test. */
export interface TestStore {
  readonly store: CounterStore;
  /** Lets time pass, for the store. */
  wait(ms: number): Promise<void> | void;
  close?(): Promise<void>;
}

const allowance = (limit: number, options: { burst?: number; windowMs?: number } = {}): Allowance => ({
  limit,
  burst: options.burst ?? limit,
  windowMicros: (options.windowMs ?? 1000) * 1000,
});

/** What every store has to do. */
export function describeCounterStore(name: string, open: () => Promise<TestStore> | TestStore): void {
  let opened: TestStore | undefined;
  afterEach(async () => {
    await opened?.close?.();
    opened = undefined;
  });
  const setUp = async (): Promise<TestStore> => {
    opened = await open();
    return opened;
  };
  let counter = 0;
  const newKey = (): string => `limit:test-${process.pid}-${performance.now()}-${counter++}`;

  describe(name, () => {
    const take = async (store: CounterStore, charge: Partial<Charge> & Pick<Charge, 'key' | 'allowance'>) => {
      const [taken] = (await store.take([{ units: 1, refuses: true, ...charge }])) ?? [];
      return taken as Taken;
    };

    it('lets a burst pass and refuses the next, saying when it could', async () => {
      const { store } = await setUp();
      const own = { key: newKey(), allowance: allowance(3, { windowMs: 30_000 }) };
      expect(await take(store, own)).toMatchObject({ allowed: true, remaining: 2, retryMicros: 0 });
      expect(await take(store, own)).toMatchObject({ allowed: true, remaining: 1 });
      expect(await take(store, own)).toMatchObject({ allowed: true, remaining: 0 });
      const over = await take(store, own);
      expect(over).toMatchObject({ allowed: false, remaining: 0 });
      expect(over.retryMicros).toBeGreaterThan(29_000_000);
      expect(over.resetMicros).toBeGreaterThan(29_000_000);
      expect(over.retryMicros).toBeLessThanOrEqual(30_000_000);
    });

    it('gives all of it back when the window is over', async () => {
      const { store, wait } = await setUp();
      const own = { key: newKey(), allowance: allowance(2, { windowMs: 1000 }) };
      expect(
        [await take(store, own), await take(store, own), await take(store, own)].map((one) => one.allowed),
      ).toEqual([true, true, false]);
      await wait(1050);
      expect(
        [await take(store, own), await take(store, own), await take(store, own)].map((one) => one.allowed),
      ).toEqual([true, true, false]);
    });

    it('gives units back evenly when burst is less than the limit, and no more than the limit in a window', async () => {
      const { store, wait } = await setUp();
      const own = { key: newKey(), allowance: allowance(10, { burst: 2, windowMs: 2000 }) };
      await take(store, own);
      await take(store, own);
      const over = await take(store, own);
      expect(over.allowed).toBe(false);
      // One unit comes back in 200 ms.
      expect(over.retryMicros).toBeLessThanOrEqual(200_000);
      expect(over.retryMicros).toBeGreaterThan(50_000);
      await wait(220);
      expect((await take(store, own)).allowed).toBe(true);
      expect((await take(store, own)).allowed).toBe(false);
    });

    it('takes several units at once, and never more than there are', async () => {
      const { store } = await setUp();
      const own = { key: newKey(), allowance: allowance(10, { windowMs: 60_000 }) };
      expect(await take(store, { ...own, units: 7 })).toMatchObject({ allowed: true, remaining: 3 });
      expect(await take(store, { ...own, units: 4 })).toMatchObject({ allowed: false, remaining: 3 });
      expect(await take(store, { ...own, units: 3 })).toMatchObject({ allowed: true, remaining: 0 });
      expect((await take(store, { ...own, units: 11 })).allowed).toBe(false);
    });

    it('takes nothing of any counter when one refuses', async () => {
      const { store } = await setUp();
      const wide = { key: newKey(), units: 1, allowance: allowance(5, { windowMs: 60_000 }), refuses: true };
      const narrow = { key: newKey(), units: 1, allowance: allowance(1, { windowMs: 60_000 }), refuses: true };
      expect((await store.take([wide, narrow]))?.map(({ remaining }) => remaining)).toEqual([4, 0]);
      expect((await store.take([wide, narrow]))?.map(({ allowed }) => allowed)).toEqual([true, false]);
      expect(await take(store, wide)).toMatchObject({ allowed: true, remaining: 3 });
    });

    it('takes of the others when one that only warns has not enough', async () => {
      const { store } = await setUp();
      const wide = { key: newKey(), units: 1, allowance: allowance(5, { windowMs: 60_000 }), refuses: true };
      const warning = { key: newKey(), units: 1, allowance: allowance(1, { windowMs: 60_000 }), refuses: false };
      await store.take([wide, warning]);
      expect((await store.take([wide, warning]))?.map(({ allowed }) => allowed)).toEqual([true, false]);
      expect(await take(store, wide)).toMatchObject({ allowed: true, remaining: 2 });
    });

    it('corrects what was taken, up and down', async () => {
      const { store } = await setUp();
      const own = { key: newKey(), allowance: allowance(100, { windowMs: 60_000 }) };
      await take(store, { ...own, units: 50 });
      await store.correct([{ ...own, units: -40 }]);
      expect(await take(store, own)).toMatchObject({ allowed: true, remaining: 89 });
      await store.correct([{ ...own, units: 200 }]);
      expect(await take(store, own)).toMatchObject({ allowed: false, remaining: 0 });
      await store.correct([{ key: newKey(), allowance: own.allowance, units: 5 }]);
    });

    it('keeps the share that is owed when the configuration changes the limit', async () => {
      const { store } = await setUp();
      const key = newKey();
      await take(store, { key, units: 1, allowance: allowance(2, { windowMs: 60_000 }) });
      // Half of the window is owed, of whichever limit; less what time passes in the test.
      expect(await take(store, { key, units: 2, allowance: allowance(10, { windowMs: 60_000 }) })).toMatchObject({
        allowed: true,
        remaining: 3,
      });
    });

    it('holds the smallest and the largest allowance there can be', async () => {
      const { store } = await setUp();
      const month = { key: newKey(), allowance: allowance(1, { windowMs: 31 * 86_400_000 }) };
      expect((await take(store, month)).allowed).toBe(true);
      const over = await take(store, month);
      expect(over.allowed).toBe(false);
      expect(over.retryMicros).toBeGreaterThan(30 * 86_400_000_000);
      const many = { key: newKey(), allowance: allowance(1_000_000, { windowMs: 1000 }) };
      expect(await take(store, { ...many, units: 1_000_000 })).toMatchObject({ allowed: true });
    });
  });
}
