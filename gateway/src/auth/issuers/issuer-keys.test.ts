import type { JSONWebKeySet } from 'jose';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../telemetry/logger.js';
import { createIssuerKeys } from './issuer-keys.js';

/** A fetch that the test answers when it likes. */
interface Fetch {
  readonly resolve: (keys: JSONWebKeySet) => void;
  readonly reject: (error: Error) => void;
}

function create() {
  const fetches: Fetch[] = [];
  const state = { now: 1_000_000 };
  const keys = createIssuerKeys({
    issuer: 'login',
    fetchKeys: () => new Promise((resolve, reject) => fetches.push({ resolve, reject })),
    refreshMs: 60_000,
    cooldownMs: 10_000,
    maxStaleMs: 3_600_000,
    log: createLogger({ level: 'silent', format: 'json' }),
    now: () => state.now,
  });
  return { keys, fetches, state };
}

const setOf = (...kids: string[]): JSONWebKeySet => ({
  keys: kids.map((kid) => ({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid })),
});

async function started() {
  const made = create();
  const first = made.keys.current();
  made.fetches[0]?.resolve(setOf('one'));
  const known = await first;
  return { ...made, known: known ?? expect.fail('there are keys') };
}

describe('createIssuerKeys()', () => {
  it('fetches once for all that wait', async () => {
    const { keys, fetches } = create();
    const waiting = Promise.all([keys.current(), keys.current(), keys.current()]);
    fetches[0]?.resolve(setOf('one'));
    expect(new Set(await waiting).size).toBe(1);
    expect(fetches).toHaveLength(1);
  });

  it('keeps the same set for as long as the same keys are published', async () => {
    const { keys, fetches, state, known } = await started();
    state.now += 60_001;
    expect(keys.areCurrent(known)).toBe(true);
    fetches[1]?.resolve(setOf('one'));
    await expect.poll(() => keys.current()).toBe(known);
    expect(fetches).toHaveLength(2);
  });

  it('fetches again for an unknown key when a refresh was already under way before it', async () => {
    const { keys, fetches, state, known } = await started();
    state.now += 60_001;
    keys.areCurrent(known);
    const newer = [keys.newerThan(known), keys.newerThan(known)];
    fetches[1]?.resolve(setOf('one'));
    await expect.poll(() => fetches.length).toBe(3);
    fetches[2]?.resolve(setOf('one', 'two'));
    const [a, b] = await Promise.all(newer);
    expect(a).not.toBe(known);
    expect(b).toBe(a);
    expect(fetches).toHaveLength(3);
  });

  it('waits for the cool-down between fetches for unknown keys, to the millisecond', async () => {
    const { keys, fetches, state, known } = await started();
    const refetch = keys.newerThan(known);
    fetches[1]?.resolve(setOf('one'));
    expect(await refetch).toBe(known);
    state.now += 9_999;
    expect(await keys.newerThan(known)).toBe(known);
    expect(fetches).toHaveLength(2);
    state.now += 1;
    void keys.newerThan(known);
    expect(fetches).toHaveLength(3);
  });

  it('waits longer after each failure, up to the cool-down', async () => {
    const { keys, fetches, state } = create();
    for (const [failures, waitMs] of [500, 1000, 2000, 4000, 8000, 10_000, 10_000].entries()) {
      const waiting = keys.current();
      fetches[failures]?.reject(new Error('away'));
      expect(await waiting).toBeUndefined();
      state.now += waitMs - 1;
      expect(await keys.current()).toBeUndefined();
      expect(fetches).toHaveLength(failures + 1);
      state.now += 1;
    }
    const waiting = keys.current();
    fetches[7]?.resolve(setOf('one'));
    expect(await waiting).toBeDefined();
  });

  it('uses keys for maxStaleMs and not longer', async () => {
    const { keys, fetches, state, known } = await started();
    state.now += 3_600_000;
    expect(keys.areCurrent(known)).toBe(true);
    fetches[1]?.reject(new Error('away'));
    expect(await keys.current()).toBe(known);
    state.now += 1;
    expect(keys.areCurrent(known)).toBe(false);
    expect(await keys.current()).toBeUndefined();
  });
});
