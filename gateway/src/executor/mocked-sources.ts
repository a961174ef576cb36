import type { PlanNode } from '../planner/types.js';
import { fetchesOf } from './plan-fetches.js';
import type { Source } from './source.js';

/**
 * The sources that a plan fetches made-up data from, sorted.
 *
 * @returns Undefined when there are none, as nearly always.
 */
export function mockedSources(
  node: PlanNode | undefined,
  sources: ReadonlyMap<string, Source>,
): readonly string[] | undefined {
  if (![...sources.values()].some(({ kind }) => kind === 'mock')) {
    return undefined;
  }
  const found = [...new Set([...fetchesOf(node)].map(({ source }) => source))].filter(
    (name) => sources.get(name)?.kind === 'mock',
  );
  return found.length === 0 ? undefined : found.toSorted();
}
