import { ImportError } from './import-error.js';

/** Longest way from one schema to the next; real documents have a few dozen steps, and what follows it costs stack. */
const maxDepth = 500;

/** Bounds how deep schemas are followed. One for each walk. */
export class DepthGuard {
  #depth = 0;

  /**
   * Runs one step of a walk.
   *
   * @throws {ImportError} IMPORT_TOO_LARGE past 500 steps within each other.
   */
  step<T>(run: () => T): T {
    if (this.#depth >= maxDepth) {
      throw new ImportError('IMPORT_TOO_LARGE', `schemas lead from one to the next more than ${maxDepth} times`);
    }
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
}
