import type { PlanNode } from '../planner/types.js';
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
  const found = [...new Set(sourcesOf(node))].filter((name) => sources.get(name)?.kind === 'mock');
  return found.length === 0 ? undefined : found.toSorted();
}

function sourcesOf(node: PlanNode | undefined): readonly string[] {
  if (node === undefined) {
    return [];
  }
  switch (node.kind) {
    case 'fetch':
      return [node.source];
    case 'flatten':
      return sourcesOf(node.node);
    case 'condition':
      return [...sourcesOf(node.ifTrue), ...sourcesOf(node.ifFalse)];
    default:
      return node.nodes.flatMap(sourcesOf);
  }
}
