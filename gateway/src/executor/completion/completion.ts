import type { ErrorCode } from '../../errors/catalogue.js';
import type { ExecutionErrors, PathElement } from '../execution-errors.js';

/**
 * Writes a value that is neither null nor missing as JSON text.
 *
 * @param depth How many elements of `run.path` lead to the value.
 * @returns Undefined when the value has to be null after all; the reason is recorded.
 */
export type WriteValue = (value: unknown, depth: number, run: CompletionRun) => string | undefined;

/** Errors that denied fields bring at most: a denied field in a list would bring one for each of its items. */
export const maxDenials = 1000;

/** The state of completing one answer. */
export class CompletionRun {
  /** Where the writer is; only the first `depth` elements count. Reused to keep the hot path free of allocations. */
  readonly path: PathElement[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly #errors: ExecutionErrors;
  readonly #shared: ReadonlySet<object>;
  readonly #texts = new Map<WriteValue, Map<unknown, string>>();
  #denials = 0;

  constructor(
    errors: ExecutionErrors,
    variables: Readonly<Record<string, unknown>>,
    shared: ReadonlySet<object> = new Set(),
  ) {
    this.#errors = errors;
    this.variables = variables;
    this.#shared = shared;
  }

  /**
   * Writes an object or a list. One that stands in several places is written once, unless writing it brings errors:
   * these have to be reported at each place.
   */
  writeComposite(write: WriteValue, value: unknown, depth: number): string | undefined {
    if (this.#shared.size === 0 || !this.#shared.has(value as object)) {
      return write(value, depth, this);
    }
    let texts = this.#texts.get(write);
    if (texts === undefined) {
      texts = new Map();
      this.#texts.set(write, texts);
    }
    const known = texts.get(value);
    if (known !== undefined) {
      return known;
    }
    const errorsBefore = this.#errors.list.length;
    const text = write(value, depth, this);
    if (text !== undefined && this.#errors.list.length === errorsBefore) {
      flatten(text);
      texts.set(value, text);
    }
    return text;
  }

  /** Records that the value at the current path cannot be written. */
  fail(depth: number, message: string): void {
    this.#errors.add({
      message,
      path: this.path.slice(0, depth),
      extensions: { code: 'RESPONSE_VALIDATION_FAILED' satisfies ErrorCode },
      failure: undefined,
      source: undefined,
    });
  }

  /** Records that the caller may not see the field at the current path, `maxDenials` times at most. */
  deny(depth: number): void {
    if (this.#denials < maxDenials) {
      this.#denials++;
      this.#errors.add({
        message: 'Unauthorized field or type',
        path: this.path.slice(0, depth),
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' satisfies ErrorCode },
        failure: undefined,
        source: undefined,
      });
    }
  }

  /** Records that something is missing that has to be there, unless an error already accounts for it. */
  failUnlessCovered(depth: number, message: string): void {
    if (!this.#errors.covers(this.path.slice(0, depth))) {
      this.fail(depth, message);
    }
  }
}

/**
 * Has the engine lay a string that was put together from parts out in one piece. Used in many places, its parts would be
 * gone through again for each of them when the whole answer is encoded.
 */
function flatten(text: string): void {
  // Reading a character of such a string does it, and nothing else that is as cheap.
  text.charCodeAt(0);
}
