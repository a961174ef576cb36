import { expect, test } from 'vitest';
import { fillReadme } from './readme-section.mjs';
import { workloadResult } from './results.test-kit.mjs';

/** @type {import('./results.mjs').BenchResults} */
const results = {
  version: 1,
  takenAt: '2026-01-02T03:04:05.000Z',
  machine: { node: 'v20', cpu: 'C', cores: 2, kernel: '6', loadBefore: 0.1, commit: 'abc1234', changed: false },
  boundTo: { gateway: 0, subgraphs: 1, load: 1 },
  versions: { peer: '1.0.0' },
  bars: [],
  workloads: [workloadResult('heavy', { facet: 1.5 })],
};

test('fillReadme() replaces what stands between its marks, twice with the same outcome', () => {
  const readme = 'Before\n<!-- bench: written by npm run bench -->\nold\n<!-- /bench -->\nAfter\n';
  const once = fillReadme(readme, results, { charts: ['heavy.svg'], chartsDir: 'bench/results/' });
  expect(once).not.toContain('old');
  expect(once).toContain('](bench/results/heavy.svg)');
  expect(once).toContain('| Title of facet | 1.50 |');
  expect(once).toContain('2026-01-02 at commit abc1234, Node v20, C, 2 cores');
  expect(once.startsWith('Before\n')).toBe(true);
  expect(once.endsWith('<!-- /bench -->\nAfter\n')).toBe(true);
  expect(fillReadme(once, results, { charts: ['heavy.svg'], chartsDir: 'bench/results/' })).toBe(once);
});

test('fillReadme() leaves a README without marks alone', () => {
  expect(fillReadme('Nothing here', results, { charts: [], chartsDir: '' })).toBe('Nothing here');
});
