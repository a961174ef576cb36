import type { FieldDefinition, InterfaceType, ObjectType, Schema, UnionType } from '@apollo/federation-internals';
import { graphEnumNames } from '../supergraph/graph-enum-names.js';

export type FieldOwner = ObjectType | InterfaceType;

/** Tells which elements of a supergraph only one subgraph declares. */
export interface Ownership {
  readonly ownsField: (field: FieldDefinition<FieldOwner>) => boolean;
  readonly ownsUnion: (type: UnionType) => boolean;
}

/**
 * Reads from the join directives what belongs to the client graph's own subgraph alone.
 *
 * A field is its own when it is the only one that resolves it: declaring it `@external` or as part of a key of a type
 * that others define, too, is no ownership. A field it took over with `@override` is its own.
 *
 * @param subgraphName Name of the client graph's own subgraph; undefined or unknown: nothing is owned.
 */
export function createOwnership(schema: Schema, subgraphName: string | undefined): Ownership {
  const graph = subgraphName === undefined ? undefined : graphEnumNames(schema).get(subgraphName);
  if (graph === undefined) return { ownsField: () => false, ownsUnion: () => false };
  const isOnly = (graphs: readonly string[]) => graphs.length > 0 && graphs.every((name) => name === graph);
  return {
    ownsField: (field) => isOnly(resolversOf(field)),
    ownsUnion: (type) => isOnly(graphsOf(type)),
  };
}

/** The graphs that resolve a field; with no `@join__field` at all, every graph that has the type. */
function resolversOf(field: FieldDefinition<FieldOwner>): readonly string[] {
  const joins = field.appliedDirectivesOf('join__field').map((directive) => directive.arguments());
  if (joins.length === 0) return graphsOf(field.parent);
  const graphs = joins.filter((join) => join['external'] !== true && join['usedOverridden'] !== true);
  // Without a graph, the field comes from an @interfaceObject: its owner is the owner of the interface's field
  if (graphs.every((join) => join['graph'] === undefined)) return interfaceResolversOf(field);
  return graphs.map((join) => join['graph']);
}

function interfaceResolversOf(field: FieldDefinition<FieldOwner>): readonly string[] {
  return field.parent.interfaces().flatMap((parent) => {
    const declared = parent.field(field.name);
    return declared === undefined ? [] : resolversOf(declared);
  });
}

function graphsOf(type: FieldOwner | UnionType): readonly string[] {
  return type.appliedDirectivesOf('join__type').map((directive) => directive.arguments()['graph']);
}
