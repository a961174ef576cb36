import { asyncProperty, check } from 'fast-check';
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
  /** Operations that the planner refused as too complex, as its limits say it should. They are not compared. */
  tooComplex: number;
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

/** Runs random operations on random worlds until two answers differ, and then looks for the smallest such case. */
export async function explore(options: ExploreOptions): Promise<ExploreOutcome> {
  const { cases, seed, operationsPerWorld = defaultOperationsPerWorld } = options;
  const counts: ExploreCounts = { cases: 0, tooComplex: 0, made: 0, composed: 0 };
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
  for (const operation of operations) {
    if (!isValidOperation(open, operation)) continue;
    const { facet, differences } = await runCase(open, operation);
    if (counts !== undefined) counts.cases++;
    const isTooComplex = facet.kind === 'failed' && facet.message.startsWith('OPERATION_TOO_COMPLEX');
    if (isTooComplex && counts !== undefined) counts.tooComplex++;
    if (!isTooComplex && differences.length > 0) return operation;
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
