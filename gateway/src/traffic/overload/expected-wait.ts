import type { WaitingLine } from './waiting-line.js';

/**
 * How long an operation that joined a line now would wait, in milliseconds: for those ahead in its line, at the rate at
 * which its line moves; where that is not known yet, at its share of the rate of all lines of its priority.
 *
 * @returns 0 while nothing is known; `Infinity` when nothing moves. O(lines).
 */
export function expectedWaitMs(line: WaitingLine, lines: Iterable<WaitingLine>): number {
  const ahead = line.waiting.size;
  const perMs = ahead === 0 ? undefined : (line.endRate.perMs ?? shareOfRate(line, lines));
  return perMs === undefined ? 0 : ahead / perMs;
}

function shareOfRate(line: WaitingLine, lines: Iterable<WaitingLine>): number | undefined {
  let rate: number | undefined;
  let weights = 0;
  for (const { options, waiting, endRate } of lines) {
    if (options.priority === line.options.priority && waiting.size > 0) {
      weights += options.weight;
      rate = endRate.perMs === undefined ? rate : (rate ?? 0) + endRate.perMs;
    }
  }
  return rate === undefined ? undefined : (rate * line.options.weight) / weights;
}
