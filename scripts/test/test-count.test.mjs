import { expect, test } from 'vitest';
import { missingTests } from './test-count.mjs';

const results = { numPassedTests: 90, numFailedTests: 10, numPendingTests: 0 };

test('missingTests() is content with as many tests as the minimum', () => {
  expect(missingTests(results, 100)).toBeUndefined();
});

test('missingTests() says when fewer were executed', () => {
  expect(missingTests(results, 101)).toBe('facet: only 100 tests were executed; a whole run has at least 101');
});

test('missingTests() lets no test pass as skipped', () => {
  expect(missingTests({ ...results, numPendingTests: 2 }, 1)).toBe(
    'facet: 2 tests were skipped; a whole run skips none',
  );
});
