import { asMarkdown, tableOf } from './table.mjs';

/** @typedef {import('./results.mjs').BenchResults} BenchResults */

/**
 * @param {BenchResults} results
 * @param {{ charts: readonly string[], chartsDir: string }} options File names, and where they are, seen from the page.
 * @returns {string} The whole run as a page.
 */
export function asPage(results, { charts, chartsDir }) {
  return [
    '# Last run of the bench',
    '<!-- Written by npm run bench. Do not edit. -->',
    describeRun(results),
    ...charts.map((file) => `![${file.replace('.svg', '')}](${chartsDir}${file})`),
    '## Bars',
    asMarkdown([
      ['bar', 'outcome', 'figures'],
      ...results.bars.map(({ name, outcome, figures }) => [name, outcome, figures]),
    ]),
    ...results.workloads.flatMap((workload) => [
      `## ${workload.title}`,
      `\`--workload ${workload.name}\`, ${workload.connections} connections, ${workload.seconds} s in each of ${countOf(workload.rounds, 'round')}; medians.`,
      asMarkdown(tableOf(workload)),
    ]),
    '',
  ].join('\n\n');
}

/**
 * @param {BenchResults} results
 * @returns {string} One paragraph: when, what, on what.
 */
export function describeRun({ takenAt, machine, versions }) {
  const { node, cpu, cores, commit, changed, loadBefore } = machine;
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const state = changed ? ' with uncommitted changes' : '';
  return [
    `Taken on ${takenAt.slice(0, 10)} at commit ${commit}${state}, Node ${node}, ${cpu}, ${countOf(cores, 'core')}`,
    `(load average before the run: ${loadBefore.toFixed(1)}). Against: ${peers.join(', ') || 'nobody'}.`,
  ].join(' ');
}

/**
 * @param {number} count
 * @param {string} noun
 */
function countOf(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
