import { readFileSync, writeFileSync } from 'node:fs';
import type { Problem } from '@facet/schema';
import { z } from 'zod';
import { buildManifest } from '../client-graph/build-manifest.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import type { ManifestOperation } from '../client-graph/operation-manifest.js';
import { type PersistedCost, persistedCosts } from '../client-graph/persisted-costs.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './command-context.js';
import { shownFile } from './print-problems.js';

/** What `facet check` says of one operation. */
export interface CheckedCost {
  readonly clientGraph: string;
  readonly operation: string;
  readonly cost: number;
  /** What it cost when the baseline was written; undefined when it is not in there, or nothing is compared. */
  readonly baseline: number | undefined;
}

/** How costs are checked. */
export interface CheckCostsOptions {
  /** Composed now. */
  readonly supergraphSdl: string;
  /** Writes the baseline instead of comparing with it. */
  readonly write: boolean;
  readonly context: CommandContext;
}

/** What came of it. */
export interface CheckedCosts {
  readonly costs: readonly CheckedCost[];
  /** OPERATION_TOO_EXPENSIVE, SLICING_ARGUMENT_REQUIRED, COST_BASELINE_MISSING, COST_BASELINE_INVALID, COST_GROWN. */
  readonly problems: readonly Problem[];
}

const baselineSchema = z.strictObject({ operations: z.record(z.string(), z.number()) });

type Baseline =
  | { readonly kind: 'read'; readonly costs: ReadonlyMap<string, number> }
  | { readonly kind: 'refused'; readonly finding: Finding };

/**
 * Estimates a client graph's persisted operations: none may be over `limits.maxCost`, and none may have grown by more than
 * `cost.maxGrowthPercent` since the baseline was written. Operations that are new are compared with nothing.
 */
export function checkCosts(
  clientGraph: ClientGraphDefinition,
  { supergraphSdl, write, context }: CheckCostsOptions,
): CheckedCosts {
  const { name, cost, limits } = clientGraph;
  const problemOf = problemIn(clientGraph, context);
  let found: readonly PersistedCost[];
  try {
    found = persistedCosts(operationsOf(clientGraph), { supergraphSdl, cost });
  } catch (error) {
    if (!(error instanceof GatewayError)) {
      throw error;
    }
    return { problems: [problemOf({ code: error.code, message: error.message })], costs: [] };
  }
  const problems = found.flatMap((one) => limitProblems(one, limits).map(problemOf));
  if (write) {
    writeBaseline(cost.baseline, found);
    return { problems, costs: found.map((one) => checked(name, one, undefined)) };
  }
  if (cost.maxGrowthPercent === undefined) {
    return { problems, costs: found.map((one) => checked(name, one, undefined)) };
  }
  const read = readBaseline(cost.baseline);
  if (read.kind === 'refused') {
    const problem = { ...read.finding, file: shownFile(cost.baseline, context), clientGraph: name };
    return { problems: [...problems, problem], costs: found.map((one) => checked(name, one, undefined)) };
  }
  const grown = found.flatMap((one) => growthProblems(one, read.costs.get(one.operation), cost.maxGrowthPercent ?? 0));
  return {
    problems: [...problems, ...grown.map(problemOf)],
    costs: found.map((one) => checked(name, one, read.costs.get(one.operation))),
  };
}

/** One line for people. */
export function printCost({ operation, cost, baseline }: CheckedCost): string {
  const before = baseline === undefined || baseline === cost ? '' : `, ${baseline} before`;
  return `  ${operation}: cost ${cost}${before}\n`;
}

function operationsOf({ operations }: ClientGraphDefinition): readonly ManifestOperation[] {
  try {
    return buildManifest(operations).operations;
  } catch {
    // Operations that do not parse, or have no name of their own, are problems already.
    return [];
  }
}

function checked(clientGraph: string, { operation, cost }: PersistedCost, baseline: number | undefined): CheckedCost {
  return { clientGraph, operation, cost, baseline };
}

type Finding = Pick<Problem, 'code' | 'message'>;

function problemIn({ name, file }: ClientGraphDefinition, context: CommandContext): (finding: Finding) => Problem {
  return (finding) => ({ ...finding, file: shownFile(file, context), clientGraph: name });
}

function limitProblems(
  { operation, cost, fault }: PersistedCost,
  { maxCost, warnOnly }: ClientGraphDefinition['limits'],
): readonly Finding[] {
  if (maxCost === undefined) {
    return [];
  }
  const findings: Finding[] = [];
  if (fault !== undefined) {
    const names = fault.slicingArguments.join(', ');
    findings.push({
      code: 'SLICING_ARGUMENT_REQUIRED',
      message: `The operation "${operation}" gives ${fault.given} of the arguments ${names} to "${fault.field}", which needs exactly one`,
    });
  }
  if (cost > maxCost && !warnOnly.includes('maxCost')) {
    findings.push({
      code: 'OPERATION_TOO_EXPENSIVE',
      message: `The operation "${operation}" costs ${cost}, at most ${maxCost} is allowed by limits.maxCost`,
    });
  }
  return findings;
}

function growthProblems(
  { operation, cost }: PersistedCost,
  before: number | undefined,
  maxGrowthPercent: number,
): readonly Finding[] {
  if (before === undefined || cost <= before * (1 + maxGrowthPercent / 100)) {
    return [];
  }
  const message = `The operation "${operation}" costs ${cost}, before it was ${before}: at most ${maxGrowthPercent} % more is allowed by cost.maxGrowthPercent`;
  return [{ code: 'COST_GROWN', message }];
}

const advice = 'run "facet check --write-costs" and commit the file';

function readBaseline(file: string): Baseline {
  const refused = (code: string, error: unknown): Baseline => ({
    kind: 'refused',
    finding: { code, message: `Cannot use the costs to compare with: ${reason(error)}; ${advice}` },
  });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return refused('COST_BASELINE_MISSING', error);
  }
  try {
    const { operations } = baselineSchema.parse(JSON.parse(text));
    return { kind: 'read', costs: new Map(Object.entries(operations)) };
  } catch (error) {
    return refused('COST_BASELINE_INVALID', error);
  }
}

function writeBaseline(file: string, costs: readonly PersistedCost[]): void {
  const operations = Object.fromEntries(costs.map(({ operation, cost }) => [operation, cost]));
  try {
    writeFileSync(file, `${JSON.stringify({ operations }, null, 2)}\n`);
  } catch (error) {
    throw new GatewayError('CONFIGURATION_INVALID', `Cannot write the costs "${file}": ${reason(error)}`, {
      cause: error,
    });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
