import { expect, test } from 'vitest';
import { checkBars } from './bars.mjs';
import { workloadResult } from './results.test-kit.mjs';

/** @param {string} name @param {Parameters<typeof checkBars>[0]} results */
const outcomeOf = (name, results) => checkBars(results).find((bar) => bar.name.startsWith(name))?.outcome;

const tenth = 'heavy query, nothing shared: CPU at most 1/10';

test('checkBars() passes at the limit and fails past it', () => {
  const heavy = (/** @type {number} */ facet) => [workloadResult('heavy', { facet, stock: 10 })];
  expect(outcomeOf(tenth, heavy(1))).toBe('pass');
  expect(outcomeOf(tenth, heavy(1.01))).toBe('fail');
});

test('checkBars() says of what a run left out that it was not measured', () => {
  expect(outcomeOf(tenth, [workloadResult('heavy', { facet: 1 })])).toBe('not measured');
  expect(outcomeOf(tenth, [])).toBe('not measured');
});

test('checkBars() holds sharing to the better of the two planners', () => {
  const heavy = { 'facet+sharing': 0.5, 'hive-js+sharing': 0.9, 'hive-rust+sharing': 0.4 };
  expect(outcomeOf('heavy query, sharing: CPU below', [workloadResult('heavy', heavy)])).toBe('fail');
});
