import type { ErrorCode } from '../../errors/catalogue.js';
import type { ExecutionErrors, PathElement } from '../execution-errors.js';
import { JsonWriter } from './json-writer.js';

/**
 * Writes a value that is neither null nor missing.
 *
 * @param depth How many elements of `run.path` lead to the value.
 * @returns False when the value has to be null after all; the reason is recorded, and what was written of it is to be
 *   taken back.
 */
export type WriteValue = (value: unknown, depth: number, run: CompletionRun) => boolean;

/** What a writer wrote of an object or a list. */
interface Span {
  readonly write: WriteValue;
  readonly start: number;
  readonly end: number;
  /** What another writer wrote of the same: of all that stand in several places, few have one. */
  readonly next: Span | undefined;
}

/** Errors that denied fields bring at most: one in a list would bring one for each of its items. */
export const maxDenials = 1000;

const writer = new JsonWriter();
const noObjects: ReadonlySet<object> = new Set();

/** What is known of the data that is to be written. */
export interface CompletionOptions {
  /** Objects that stand in several places; see `ExecutionState.shared`. Default: there are none. */
  readonly shared?: ReadonlySet<object>;
  /** Whether all strings of the data are known to be plain; see `SourceAnswer.plainData`. Default false. */
  readonly isPlain?: boolean;
}

/** The state of completing one answer. One at a time: all write with the same writer. */
export class CompletionRun {
  /** Where the writer is; only the first `depth` elements count. Reused to keep the hot path free of allocations. */
  readonly path: PathElement[] = [];
  readonly writer: JsonWriter = writer;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isPlain: boolean;
  readonly #errors: ExecutionErrors;
  readonly #shared: ReadonlySet<object>;
  readonly #spans = new Map<unknown, Span>();
  #denials = 0;

  constructor(
    errors: ExecutionErrors,
    variables: Readonly<Record<string, unknown>>,
    { shared = noObjects, isPlain = false }: CompletionOptions = {},
  ) {
    this.#errors = errors;
    this.variables = variables;
    this.#shared = shared;
    this.isPlain = isPlain;
  }

  /**
   * Writes an object or a list. One that stands in several places is written once and then copied, unless writing it
   * brings errors: these have to be reported at each place.
   */
  writeComposite(write: WriteValue, value: unknown, depth: number): boolean {
    if (this.#shared.size === 0 || !this.#shared.has(value as object)) {
      return write(value, depth, this);
    }
    let known = this.#spans.get(value);
    while (known !== undefined && known.write !== write) {
      known = known.next;
    }
    if (known !== undefined) {
      this.writer.repeat(known.start, known.end);
      return true;
    }
    const errorsBefore = this.#errors.list.length;
    const start = this.writer.position;
    const isWritten = write(value, depth, this);
    if (isWritten && this.#errors.list.length === errorsBefore) {
      this.#spans.set(value, { write, start, end: this.writer.position, next: this.#spans.get(value) });
    }
    return isWritten;
  }

  /** Takes back what was written from a position on, and with it what could have been copied from there. */
  takeBack(position: number): void {
    this.writer.goBack(position);
    this.#spans.clear();
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
    if (this.#denials === maxDenials) {
      return;
    }
    this.#denials++;
    this.#errors.add({
      message: 'Unauthorized field or type',
      path: this.path.slice(0, depth),
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' satisfies ErrorCode },
      failure: undefined,
      source: undefined,
    });
  }

  /** Records that something is missing that has to be there, unless an error already accounts for it. */
  failUnlessCovered(depth: number, message: string): void {
    if (!this.#errors.covers(this.path.slice(0, depth))) {
      this.fail(depth, message);
    }
  }
}
