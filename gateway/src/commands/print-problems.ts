import { relative } from 'node:path';
import type { Problem } from '@facet/schema';
import type { ConfigProblem } from '../config/config-problem.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { CommandContext } from './command-context.js';

/** Gives a configuration's problem the shape that problems of schemas have. */
export function toProblem(problem: ConfigProblem): Problem {
  const { path, message, ...place } = problem;
  const code: ErrorCode = 'CONFIGURATION_INVALID';
  return { ...place, code, message: path === undefined || path === '' ? message : `${path}: ${message}` };
}

/** Problems with their files relative to the folder the command runs in. */
export function withShownFiles(problems: readonly Problem[], context: CommandContext): readonly Problem[] {
  return problems.map((problem) =>
    problem.file === undefined ? problem : { ...problem, file: shownFile(problem.file, context) },
  );
}

/** A path as it is shown: relative to the folder the command runs in unless that is farther away. */
export function shownFile(file: string, { folder }: CommandContext): string {
  const shown = relative(folder, file);
  return shown === '' || shown.startsWith('..') ? file : shown;
}

/** Writes problems to standard error, one after another. */
export async function printProblems(problems: readonly Problem[], context: CommandContext): Promise<void> {
  // Loaded here: composition is slow to load, and a command without problems may do without it.
  const { formatProblem } = await import('@facet/schema');
  for (const problem of withShownFiles(problems, context)) {
    context.err(`${formatProblem(problem)}\n`);
  }
}
