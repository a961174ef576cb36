import type { SelectionSetNode } from 'graphql';
import { type GraphQLOutputType, type GraphQLSchema, isListType, isNonNullType, isObjectType, Kind } from 'graphql';
import { type Datum, type Entities, isList, type Node, nodeOf } from './datum.js';

/** What objects are judged by. */
export interface WholeContext {
  readonly schema: GraphQLSchema;
  readonly entities: Entities;
}

/** Whether no null can travel up, from whatever a client selects, to an object that a field set reads below its top. */
export function readsWholeObjects(node: Node, fieldSet: SelectionSetNode, context: WholeContext): boolean {
  return fieldSet.selections.every((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return readsWholeObjects(node, selection.selectionSet, context);
    const { selectionSet } = selection;
    const datum = node.facts[selection.name.value];
    if (selectionSet === undefined || datum === undefined) return true;
    return nodesOf(datum, context).every(
      (below) => isWhole(below, context, new Set()) && readsWholeObjects(below, selectionSet, context),
    );
  });
}

/** Whether a datum of a type that allows no null has a value, to which no null travels up from whatever a client selects. */
export function isWholeValue(datum: Datum, type: GraphQLOutputType, context: WholeContext): boolean {
  return holdsNulls(datum, type, { context, visited: new Set() });
}

/** Whether every field of an object that allows no null has a value, and so have the objects in it. */
function isWhole(node: Node, context: WholeContext, visited: Set<object>): boolean {
  if (visited.has(node.facts)) return true;
  visited.add(node.facts);
  const type = context.schema.getType(node.type);
  if (!isObjectType(type)) return true;
  return Object.values(type.getFields()).every((field) => {
    const datum = node.facts[field.name];
    return datum === undefined || holdsNulls(datum, field.type, { context, visited });
  });
}

/** Whether a datum keeps its nulls to places that allow them. */
function holdsNulls(
  datum: Datum,
  type: GraphQLOutputType,
  state: { readonly context: WholeContext; readonly visited: Set<object> },
): boolean {
  if (!isNonNullType(type)) return true;
  if (datum === null) return false;
  if (typeof datum !== 'object') return true;
  if ('fault' in datum) return false;
  if ('choose' in datum) return datum.choose.every((choice) => holdsNulls(choice, type, state));
  const bare = type.ofType;
  if (isList(datum)) return !isListType(bare) || datum.every((item) => holdsNulls(item, bare.ofType, state));
  return nodesOf(datum, state.context).every((node) => isWhole(node, state.context, state.visited));
}

function nodesOf(datum: Datum, context: WholeContext): readonly Node[] {
  if (datum === null || typeof datum !== 'object') return [];
  if (isList(datum)) return datum.flatMap((item) => nodesOf(item, context));
  if ('choose' in datum) return datum.choose.flatMap((choice) => nodesOf(choice, context));
  if ('ref' in datum) return [nodeOf(datum.ref, context.entities)];
  return 'object' in datum ? [{ type: datum.object, facts: datum.fields }] : [];
}
