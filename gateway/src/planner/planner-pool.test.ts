import { setTimeout as sleep } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createPlannerPool, type PlannerPool, type PlannerPoolOptions } from './planner-pool.js';

const pools: PlannerPool[] = [];

function startPool(options: Partial<PlannerPoolOptions> = {}): PlannerPool {
  const pool = createPlannerPool({
    threads: 1,
    timeoutMs: 5_000,
    maxWaiting: 10,
    pathsLimit: 500,
    maxThreadBytes: 512 * 1_048_576,
    ...options,
  });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const { supergraphSdl } = composeServices([
  { name: 'a', url: 'http://a.invalid', typeDefs: parse('type Query { one: Int two: Int }') },
]);

describe('createPlannerPool()', () => {
  it('plans in another thread', async () => {
    const planner = await startPool().open(supergraphSdl ?? '');
    await expect(
      planner.plan('query A { one } query B { two }', { operationName: 'B', activeLabels: [] }),
    ).resolves.toMatchObject({
      node: { kind: 'fetch', source: 'a', operation: 'query B__a__0{two}' },
    });
  });

  it('carries an error over with its code', async () => {
    const planner = await startPool().open(supergraphSdl ?? '');
    await expect(planner.plan('query A { one }', { operationName: 'Z', activeLabels: [] })).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Cannot plan: the document does not have the operation',
    });
  });

  it('refuses a supergraph that cannot be read', async () => {
    await expect(startPool().open('type Query { a: Int }')).rejects.toMatchObject({ code: 'SUPERGRAPH_INVALID' });
  });

  it('refuses an operation past maxWaiting, and plans those that wait', async () => {
    const planner = await startPool({ maxWaiting: 1 }).open(supergraphSdl ?? '');
    const plans = ['{ one }', '{ two }', '{ one two }'].map((text) =>
      planner.plan(text, { operationName: undefined, activeLabels: [] }),
    );
    const outcomes = await Promise.allSettled(plans);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
  });

  it('ends a thread without work, and plans with a new one', async () => {
    const planner = await startPool({ idleMs: 1 }).open(supergraphSdl ?? '');
    await sleep(100);
    await expect(planner.plan('{ one }', { operationName: undefined, activeLabels: [] })).resolves.toMatchObject({
      node: { kind: 'fetch', source: 'a' },
    });
  });
});
