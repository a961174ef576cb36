import type { Problem } from './problem.js';

/**
 * Writes a problem for the terminal: `file:line:column  code  message  (client graph)`.
 *
 * Parts that are not known are left out. Further lines of the message, and the hint, follow indented by four spaces.
 *
 * @returns One or more lines, without a line break at the end.
 */
export function formatProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const code = problem.severity === 'warning' ? `${problem.code} (warning)` : problem.code;
  const [firstLine = '', ...otherLines] = problem.message.split('\n');
  const graph = problem.clientGraph === undefined ? '' : `(${problem.clientGraph})`;
  const head = [place, code, firstLine, graph].filter((part) => part !== '').join('  ');
  const hint = problem.hint === undefined ? [] : problem.hint.split('\n');
  return [head, ...[...otherLines, ...hint].map((line) => `    ${line}`)].join('\n');
}
