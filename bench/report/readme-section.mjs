import { describeRun } from './markdown.mjs';
import { asMarkdown, tableOf } from './table.mjs';

const BEGIN = '<!-- bench: written by npm run bench -->';
const END = '<!-- /bench -->';

/**
 * Puts the last run's numbers between the two marks of the README.
 *
 * @param {string} readme
 * @param {import('./results.mjs').BenchResults} results
 * @param {{ charts: readonly string[], chartsDir: string }} options File names, and where they are, seen from the README.
 * @returns {string} As it was when the marks are not there.
 */
export function fillReadme(readme, results, { charts, chartsDir }) {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END, begin);
  if (begin === -1 || end === -1) return readme;
  const heavy = results.workloads.find(({ name }) => name === 'heavy');
  const parts = [
    BEGIN,
    ...charts.map((file) => `![CPU of the gateway: ${file.replace('.svg', '')}](${chartsDir}${file})`),
    ...(heavy ? [asMarkdown(tableOf(heavy))] : []),
    describeRun(results),
  ];
  return `${readme.slice(0, begin)}${parts.join('\n\n')}\n${readme.slice(end)}`;
}
