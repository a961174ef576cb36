/**
 * How many tests a whole run executes at least, those that read the corpus not counted. Raise it when tests are added; a run that finds fewer has lost some.
 */
export const MINIMUM_TESTS = 1350;

/**
 * Looks for tests that a whole run should have executed and did not.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} results As
 *   Vitest's JSON reporter writes them.
 * @param {number} [minimum]
 * @returns {string | undefined} What is wrong; undefined when nothing is.
 */
export function missingTests(results, minimum = MINIMUM_TESTS) {
  const executed = results.numPassedTests + results.numFailedTests;
  const skipped = results.numPendingTests + results.numTodoTests;
  if (skipped > 0) return `facet: ${skipped} tests were skipped; a whole run skips none`;
  if (executed < minimum) return `facet: only ${executed} tests were executed; a whole run has at least ${minimum}`;
  return undefined;
}
