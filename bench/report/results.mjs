import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryDir, stateDir } from '../../scripts/repository.mjs';
import { gateways } from '../gateways/gateways.mjs';
import { workloads } from '../workloads/workloads.mjs';
import { drawCharts } from './charts.mjs';
import { asPage } from './markdown.mjs';
import { fillReadme } from './readme-section.mjs';

/**
 * One run of the bench, as it is kept.
 *
 * @typedef {object} BenchResults
 * @property {1} version Of this form.
 * @property {string} takenAt ISO 8601.
 * @property {import('../measure/machine.mjs').Machine} machine
 * @property {import('../measure/cores.mjs').Cores} boundTo
 * @property {Readonly<Record<string, string>>} versions Of the other gateways' packages.
 * @property {readonly import('./bars.mjs').BarResult[]} bars
 * @property {readonly import('../measure/run-workload.mjs').WorkloadResult[]} workloads
 */

/**
 * Writes a run as JSON, as a page and as charts: an official one to `bench/results` and into the README, any other to
 * `.facet/bench-results`, which belongs in no commit.
 *
 * @param {BenchResults} results
 * @param {{ official: boolean }} options
 * @returns {string} Where, relative to the repository.
 */
export function writeResults(results, { official }) {
  const dir = official ? path.join(repositoryDir, 'bench', 'results') : path.join(stateDir, 'bench-results');
  mkdirSync(dir, { recursive: true });
  const json = `${JSON.stringify(results, null, 2)}\n`;
  writeFileSync(path.join(dir, `${results.takenAt.slice(0, 10)}-${results.machine.commit}.json`), json);
  writeFileSync(path.join(dir, 'latest.json'), json);
  const drawn = drawCharts(results.workloads, {
    gateways: gateways.map(({ name }) => name),
    sizes: new Map(workloads.flatMap(({ name, size }) => (size === undefined ? [] : [[name, size]]))),
  });
  for (const [file, svg] of drawn) writeFileSync(path.join(dir, file), svg);
  const charts = [...drawn.keys()];
  writeFileSync(path.join(dir, 'latest.md'), asPage(results, { charts, chartsDir: '' }));
  if (official) updateReadme(results, charts);
  return path.relative(repositoryDir, dir);
}

/**
 * @param {BenchResults} results
 * @param {readonly string[]} charts
 */
function updateReadme(results, charts) {
  const file = path.join(repositoryDir, 'README.md');
  const readme = readFileSync(file, 'utf8');
  writeFileSync(file, fillReadme(readme, results, { charts, chartsDir: 'bench/results/' }));
}
