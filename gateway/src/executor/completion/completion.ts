import type { ExecutionErrors, PathElement } from '../execution-errors.js';

/**
 * Writes a value that is neither null nor missing as JSON text.
 *
 * @param depth How many elements of `run.path` lead to the value.
 * @returns Undefined when the value has to be null after all; the reason is recorded.
 */
export type WriteValue = (value: unknown, depth: number, run: CompletionRun) => string | undefined;

/** The state of completing one answer. */
export class CompletionRun {
  /** Where the writer is; only the first `depth` elements count. Reused to keep the hot path free of allocations. */
  readonly path: PathElement[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly #errors: ExecutionErrors;

  constructor(errors: ExecutionErrors, variables: Readonly<Record<string, unknown>>) {
    this.#errors = errors;
    this.variables = variables;
  }

  /** Records that the value at the current path cannot be written. */
  fail(depth: number, message: string): void {
    this.#errors.add({
      message,
      path: this.path.slice(0, depth),
      extensions: undefined,
      failure: undefined,
      source: undefined,
    });
  }

  /** Records a null where none may be, unless an error already accounts for it. */
  failOnNull(depth: number, coordinate: string): void {
    if (!this.#errors.covers(this.path.slice(0, depth))) {
      this.fail(depth, `Cannot return null for non-nullable field ${coordinate}.`);
    }
  }
}
