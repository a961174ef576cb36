/**
 * How many tests a whole run executes at least, those that read the corpus not counted. Raise it when tests are added; a run that finds fewer has lost some.
 */
export const MINIMUM_TESTS = 4000;

/**
 * Looks for tests that a whole run should have executed and did not. What is only planned (`test.todo`) is shown by the
 * runner itself, and is no test yet.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number }} results As Vitest's JSON reporter
 *   writes them; `pending` is what was skipped.
 * @param {number} [minimum]
 * @returns {string | undefined} What is wrong; undefined when nothing is.
 */
export function missingTests({ numPassedTests, numFailedTests, numPendingTests }, minimum = MINIMUM_TESTS) {
  const executed = numPassedTests + numFailedTests;
  if (numPendingTests > 0) return `facet: ${numPendingTests} tests were skipped; a whole run skips none`;
  if (executed < minimum) return `facet: only ${executed} tests were executed; a whole run has at least ${minimum}`;
  return undefined;
}
