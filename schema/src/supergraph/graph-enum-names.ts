import type { Schema } from '@apollo/federation-internals';

/** Subgraph name -> value of the enum `join__Graph` that stands for it in a supergraph. */
export function graphEnumNames(supergraph: Schema): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const graphs = supergraph.type('join__Graph');
  if (graphs?.kind !== 'EnumType') return names;
  for (const value of graphs.values) {
    const [graph] = value.appliedDirectivesOf('join__graph');
    if (graph !== undefined) names.set(graph.arguments()['name'], value.name);
  }
  return names;
}
