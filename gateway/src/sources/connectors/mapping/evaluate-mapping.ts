import { isTooDeep } from '../json.js';
import type { Mapping } from './ast.js';
import { compileMapping, type Program } from './compile-mapping.js';
import type { MappingProblem } from './problem.js';
import { createRun, MappingLimit, type MappingVariables } from './run.js';

export type { MappingVariables } from './run.js';

/** What a mapping came to. */
export interface MappingResult {
  /** Objects built here inherit nothing; `undefined` is missing. */
  readonly value: unknown;
  /** At most 100. */
  readonly problems: readonly MappingProblem[];
  /** The mapping was given up, for it did more work or built more than its share: the value is missing. */
  readonly isGivenUp: boolean;
}

/** Options of `evaluateMapping`. */
export interface EvaluateOptions {
  /**
   * Most work, counted in values looked at and characters written. Default 1000000, enough for any request; an answer is
   * given as much more as it has bytes, so that work stays in proportion to it whatever the mapping says.
   */
  readonly maxWork?: number;
}

/** Work that every mapping may do, however small its data. */
export const baseWork = 1_000_000;

/** A mapping is compiled when it is first evaluated. */
const programs = new WeakMap<Mapping, Program>();

/**
 * Applies a mapping to data. Never throws; what cannot be had is left out and reported.
 *
 * Readings chosen where the public documentation leaves room: `list.key->method` applies the method to the list of
 * keys, as `$batch.id->joinNotNull(',')` needs; a list item without the key gives null in its place, so that lists keep
 * their length; `{…}` on null is null.
 *
 * Spec: JSONSelection of the connect specification.
 *
 * @param data `$` and `@` at the top: the body of an answer, or `{}` for a request.
 */
export function evaluateMapping(
  mapping: Mapping,
  data: unknown,
  variables: MappingVariables,
  options: EvaluateOptions = {},
): MappingResult {
  const program = programOf(mapping);
  const run = createRun(variables, options.maxWork ?? baseWork);
  try {
    const value = program.evaluate(data, run);
    // Only methods can make a value larger or deeper than data and text together are.
    if (program.hasMethods && isTooDeep(value, run.spend))
      throw new MappingLimit('It builds a value nested too deeply');
    return { value, problems: run.problems, isGivenUp: false };
  } catch (error) {
    if (!(error instanceof MappingLimit)) throw error;
    const problem = { message: error.message, path: [], range: { start: 0, end: mapping.text.length } };
    return { value: undefined, problems: [problem, ...run.problems.slice(0, 99)], isGivenUp: true };
  }
}

function programOf(mapping: Mapping): Program {
  const known = programs.get(mapping);
  if (known !== undefined) return known;
  const program = compileMapping(mapping);
  programs.set(mapping, program);
  return program;
}
