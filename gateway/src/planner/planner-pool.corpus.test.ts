import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { timeTaken } from '../time-taken.test-kit.js';
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

const corpus = join(process.env['FACET_CORPUS'] ?? '', 'graphql');

describe('createPlannerPool() under an operation with very many plans', () => {
  const read = (file: string): string => readFileSync(join(corpus, file), 'utf8');

  it('refuses it past timeoutMs, remembers that, and goes on planning with a new thread', async () => {
    const planner = await startPool({ timeoutMs: 2_000, pathsLimit: 1_000_000 }).open(
      read('many-plans-supergraph.graphql'),
    );
    const hostile = read('many-plans-operation.graphql');
    await expect(planner.plan(hostile, { operationName: undefined, activeLabels: [] })).rejects.toMatchObject({
      code: 'OPERATION_TOO_COMPLEX',
      message: 'Cannot plan the operation: it takes longer than 2000 ms; select less at once',
    });
    const { awakeMs } = await timeTaken(() =>
      expect(planner.plan(hostile, { operationName: undefined, activeLabels: [] })).rejects.toMatchObject({
        code: 'OPERATION_TOO_COMPLEX',
      }),
    );
    expect(awakeMs).toBeLessThan(1_000);
    await expect(planner.plan('{ __typename }', { operationName: undefined, activeLabels: [] })).resolves.toMatchObject(
      { node: undefined },
    );
  });

  it('refuses it at pathsLimit without waiting for the deadline', async () => {
    const planner = await startPool({ timeoutMs: 60_000, pathsLimit: 200 }).open(read('many-plans-supergraph.graphql'));
    await expect(
      planner.plan(read('many-plans-operation.graphql'), { operationName: undefined, activeLabels: [] }),
    ).rejects.toMatchObject({
      code: 'OPERATION_TOO_COMPLEX',
      message: 'Cannot plan the operation: there are too many ways to answer it',
    });
  });
});
