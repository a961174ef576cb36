/** @typedef {import('../measure/run-workload.mjs').WorkloadResult} WorkloadResult */

const head = ['gateway', 'CPU ms/request', 'answers/s', 'p50 ms', 'p99 ms', 'peak RSS MB', 'calls/request'];

/**
 * @param {WorkloadResult} result
 * @returns {string[][]} Head and rows of a table for people: medians, void variants said so.
 */
export function tableOf({ variants }) {
  return [
    head,
    ...variants.map(({ title, median }) => {
      if (!median) return [title, 'void', '', '', '', '', ''];
      const { cpuMsPerRequest, answersPerSecond, p50Ms, p99Ms, peakRssBytes, callsPerRequest } = median;
      return [
        title,
        ...[cpuMsPerRequest, answersPerSecond, p50Ms, p99Ms, peakRssBytes / 1_000_000, callsPerRequest].map(figure),
      ];
    }),
  ];
}

/**
 * @param {number} value
 * @returns {string} With three significant digits, no exponent.
 */
export function figure(value) {
  if (value === 0) return '0';
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  return digits <= 0 ? String(Math.round(value)) : value.toFixed(Math.min(digits, 4));
}

/**
 * @param {readonly (readonly string[])[]} rows
 * @param {'left' | 'right'} [alignment] Of every column but the first. Default right, as for numbers.
 * @returns {string} In columns.
 */
export function asText(rows, alignment = 'right') {
  const widths = columnWidths(rows);
  return rows
    .map((row) =>
      row.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0 ? 'left' : alignment)).join('  '),
    )
    .join('\n');
}

/**
 * @param {readonly (readonly string[])[]} rows Head first.
 * @returns {string} A Markdown table.
 */
export function asMarkdown(rows) {
  const [first = [], ...rest] = rows;
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(first), line(first.map((_, column) => (column === 0 ? '---' : '---:'))), ...rest.map(line)].join('\n');
}

/** @param {readonly (readonly string[])[]} rows */
function columnWidths(rows) {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
}

/**
 * @param {string} cell
 * @param {number} width
 * @param {'left' | 'right'} alignment
 */
function pad(cell, width, alignment) {
  return alignment === 'left' ? cell.padEnd(width) : cell.padStart(width);
}
