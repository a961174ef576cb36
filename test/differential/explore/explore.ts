import { asyncProperty, check } from 'fast-check';
import { type Census, countFeatures, createCensus } from '../report/census.js';
import { operationFeatures, worldFeatures } from '../report/features.js';
import { type CaseResult, isValidOperation, runCase } from '../run/run-case.js';
import type { ClientOperation, World } from '../world/world.js';
import { type Experiment, ExperimentArbitrary, type GenerationCounts, openOnce } from './experiment.js';

/** How much to try. */
export interface ExploreOptions {
  /** Operations to run, all worlds taken together. */
  readonly cases: number;
  /** Same seed, same experiments. */
  readonly seed: number;
  /** Leads straight to what a run with the same seed and cases found. */
  readonly path?: string;
  /** Operations on each world. Default 50. */
  readonly operationsPerWorld?: number;
  /** Most attempts at making a difference smaller. Default 3000. */
  readonly maxShrinks?: number;
  /** Called after each world. */
  readonly onProgress?: (counts: ExploreCounts) => void;
}

/** What was tried. */
export interface ExploreCounts extends GenerationCounts {
  cases: number;
  /** Operations that the planner refused, by the code of the refusal. They are not compared. */
  readonly refused: Map<string, number>;
  readonly census: Census;
}

/** A difference, made as small as could be. */
export interface Difference {
  readonly world: World;
  readonly operation: ClientOperation;
  readonly result: CaseResult;
  readonly seed: number;
  readonly path: string;
}

/** What exploring came to. */
export interface ExploreOutcome {
  readonly counts: ExploreCounts;
  readonly difference: Difference | undefined;
}

const defaultOperationsPerWorld = 50;
const defaultMaxShrinks = 3000;

/** What the planner may say of an operation instead of planning it: README.md says when it does. */
const refusals: readonly string[] = ['OPERATION_TOO_COMPLEX', 'OPERATION_NOT_PLANNABLE'];

/** Runs random operations on random worlds until two answers differ, and then looks for the smallest such case. */
export async function explore(options: ExploreOptions): Promise<ExploreOutcome> {
  const { cases, seed, operationsPerWorld = defaultOperationsPerWorld } = options;
  const counts: ExploreCounts = { cases: 0, refused: new Map(), census: createCensus(), made: 0, composed: 0 };
  const perWorld = Math.min(cases, operationsPerWorld);
  const arbitrary = new ExperimentArbitrary(perWorld, counts);
  let shrinks: number | undefined;
  const holds = async (experiment: Experiment): Promise<boolean> => {
    if (shrinks !== undefined && shrinks++ > (options.maxShrinks ?? defaultMaxShrinks)) return true;
    const failed = await findDifference(experiment, shrinks === undefined ? counts : undefined);
    if (shrinks === undefined) options.onProgress?.(counts);
    if (failed === undefined) return true;
    shrinks ??= 0;
    arbitrary.failed.set(experiment, failed);
    return false;
  };
  const details = await check(asyncProperty(arbitrary, holds), {
    seed,
    numRuns: Math.ceil(cases / perWorld),
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  const [counterexample] = details.counterexample ?? [];
  const difference = counterexample && (await describe(counterexample, seed, details.counterexamplePath ?? ''));
  return { counts, difference };
}

/** The first operation whose answers differ. */
async function findDifference(
  { world, operations }: Experiment,
  counts: ExploreCounts | undefined,
): Promise<ClientOperation | undefined> {
  const open = openOnce(world);
  if (open === undefined) return undefined;
  if (counts !== undefined) countFeatures(counts.census.worlds, worldFeatures(world));
  for (const operation of operations) {
    if (!isValidOperation(open, operation)) continue;
    const { monolith, facet, differences } = await runCase(open, operation);
    const refusal = facet.kind === 'failed' ? refusals.find((code) => facet.message.startsWith(code)) : undefined;
    if (counts !== undefined) {
      counts.cases++;
      countFeatures(counts.census.operations, operationFeatures(operation, monolith));
      if (refusal !== undefined) counts.refused.set(refusal, (counts.refused.get(refusal) ?? 0) + 1);
    }
    if (refusal === undefined && differences.length > 0) return operation;
  }
  return undefined;
}

async function describe(experiment: Experiment, seed: number, path: string): Promise<Difference> {
  const { world } = experiment;
  const [operation] = experiment.operations;
  const open = openOnce(world);
  if (operation === undefined || open === undefined) throw new Error('What failed can no longer be opened');
  return { world, operation, result: await runCase(open, operation), seed, path };
}
