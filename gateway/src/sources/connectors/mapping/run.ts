import type { Range } from './ast.js';
import { type MappingProblem, type Trail, trailToPath } from './problem.js';

/** Variables by name with the `$`, `$args` for one. */
export type MappingVariables = ReadonlyMap<string, unknown>;

/** Most problems that are kept; a list of thousands lacking one key says nothing more after that. */
const maxProblems = 100;

/** Thrown and caught inside of `evaluateMapping`: the mapping has used up its share of work, or of depth. */
export class MappingLimit extends Error {
  override readonly name = 'MappingLimit';
}

/** One evaluation of a mapping: what it reads besides data, and what it leaves behind. */
export interface Run {
  readonly variables: MappingVariables;
  readonly problems: MappingProblem[];
  /** Counts work. @throws {MappingLimit} past the share. */
  readonly spend: (units: number) => void;
}

/** Starts an evaluation that may do `maxWork`. */
export function createRun(variables: MappingVariables, maxWork: number): Run {
  let left = maxWork;
  return {
    variables,
    problems: [],
    spend(units) {
      left -= units;
      if (left < 0) throw new MappingLimit(`It does more work than its data is worth: over ${maxWork} steps`);
    },
  };
}

/** Keeps a problem, up to the most that are kept; returns the missing value to go on with. */
export function report(
  run: Run,
  problem: { readonly message: string; readonly range: Range },
  at: Trail | undefined,
): undefined {
  if (run.problems.length >= maxProblems) return;
  run.problems.push({ message: problem.message, path: trailToPath(at), range: problem.range });
}

/** Where an expression is evaluated. */
export interface Frame {
  /** `@`, and what a bare key is read from. */
  readonly element: unknown;
  readonly elementTrail: Trail | undefined;
  /** `$`. */
  readonly enclosing: unknown;
  readonly enclosingTrail: Trail | undefined;
  /** What `->as` bound on the way here. */
  readonly locals: Locals | undefined;
}

/** Bound variables, the latest first. */
export interface Locals {
  readonly name: string;
  readonly value: unknown;
  readonly trail: Trail | undefined;
  readonly outer: Locals | undefined;
}

/** Finds what `->as` bound to a name. */
export function localOf(locals: Locals | undefined, name: string): Locals | undefined {
  for (let local = locals; local !== undefined; local = local.outer) if (local.name === name) return local;
  return undefined;
}
