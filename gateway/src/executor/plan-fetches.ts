import type { FetchNode, PlanNode } from '../planner/types.js';

/** The fetches of a plan, in its order; not those that another has for what it cannot ask for (`otherwise`). */
export function* fetchesOf(node: PlanNode | undefined): Generator<FetchNode> {
  switch (node?.kind) {
    case undefined:
      return;
    case 'sequence':
    case 'parallel':
      for (const child of node.nodes) {
        yield* fetchesOf(child);
      }
      return;
    case 'flatten':
      yield* fetchesOf(node.node);
      return;
    case 'condition':
      yield* fetchesOf(node.ifTrue);
      yield* fetchesOf(node.ifFalse);
      return;
    case 'fetch':
      yield node;
  }
}
