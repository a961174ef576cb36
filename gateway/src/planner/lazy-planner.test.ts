import { describe, expect, it } from 'vitest';
import { createLazyPlanner } from './lazy-planner.js';
import type { AsyncPlanner, PlannerPool } from './planner-pool.js';
import type { Plan } from './types.js';

const plan: Plan = { node: undefined, renames: { toInternal: new Map(), toClient: new Map() } };

/** A pool whose threads fail to read a supergraph as often as it says. */
function poolFailing(times: number): PlannerPool & { readonly opened: string[] } {
  const opened: string[] = [];
  const planner: AsyncPlanner = { plan: () => Promise.resolve(plan) };
  return {
    opened,
    open(sdl) {
      opened.push(sdl);
      return opened.length <= times ? Promise.reject(new Error('no thread')) : Promise.resolve(planner);
    },
    close: () => Promise.resolve(),
  };
}

describe('createLazyPlanner()', () => {
  it('opens its supergraph once, with the first operation at the latest', async () => {
    const pool = poolFailing(0);
    const planner = createLazyPlanner(pool, 'sdl');
    expect(pool.opened).toEqual([]);
    expect(
      await Promise.all([
        planner.plan('{ a }', { operationName: undefined, activeLabels: [] }),
        planner.plan('{ b }', { operationName: undefined, activeLabels: [] }),
      ]),
    ).toEqual([plan, plan]);
    await planner.open();
    expect(pool.opened).toEqual(['sdl']);
  });

  it('tries again after a failure', async () => {
    const pool = poolFailing(1);
    const planner = createLazyPlanner(pool, 'sdl');
    await expect(planner.open()).rejects.toThrow('no thread');
    expect(await planner.plan('{ a }', { operationName: undefined, activeLabels: [] })).toBe(plan);
    expect(pool.opened).toEqual(['sdl', 'sdl']);
  });
});
