import type { FetchNode, PlanNode } from './types.js';

/** The same plan with every fetch replaced. */
export function mapFetches(node: PlanNode, change: (fetch: FetchNode) => PlanNode): PlanNode {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return { ...node, nodes: node.nodes.map((child) => mapFetches(child, change)) };
    case 'flatten':
      return { ...node, node: mapFetches(node.node, change) };
    case 'condition':
      return {
        ...node,
        ifTrue: node.ifTrue && mapFetches(node.ifTrue, change),
        ifFalse: node.ifFalse && mapFetches(node.ifFalse, change),
      };
    case 'fetch':
      return change(node);
  }
}
