/**
 * Something wrong with a schema, a contract or an operation, told to the person who can mend it.
 *
 * `code` is stable: either one of ours (README.md lists them) or one of Apollo composition's.
 */
export interface Problem {
  readonly code: string;
  /** What is wrong and why, in plain words; may have several lines. */
  readonly message: string;
  /** As it was given to us, so that it can be clicked in a terminal. Absent when no file is at fault. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** Name of the client graph that was composed or checked. */
  readonly clientGraph?: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Absent: an error, which stops composition or fails a check. `warning`: worth reading, fails nothing. */
  readonly severity?: 'warning';
}

/** Whether a problem must be mended before the client graph can be served; false for warnings. */
export function isErrorProblem(problem: Problem): boolean {
  return problem.severity !== 'warning';
}
