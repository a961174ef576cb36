import { Kind, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from '../world/field-set.js';
import { type Graph, namedType, type ObjectModel, objectOf } from './graph.js';

/**
 * Keeps nulls from travelling up to objects that some `@requires` reads. A plan may fetch what a client selects of such an
 * object together with what is required of it, so how far a null gets depends on the plan.
 */
export function guardRequired(graph: Graph): void {
  const guarded = new Set<ObjectModel>();
  for (const object of graph.objects.values()) {
    for (const field of object.fields.values()) {
      for (const { requires } of field.places.values()) {
        if (requires !== undefined) guardFieldSet(graph, object.name, parseFieldSet(requires), guarded);
      }
    }
  }
}

function guardFieldSet(graph: Graph, typeName: string, fieldSet: SelectionSetNode, guarded: Set<ObjectModel>): void {
  for (const selection of fieldSet.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      guardFieldSet(graph, selection.typeCondition?.name.value ?? typeName, selection.selectionSet, guarded);
    } else if (selection.selectionSet !== undefined) {
      const field = objectOf(graph, typeName).fields.get(selection.name.value);
      if (field === undefined) throw new Error(`"${typeName}" has no field "${selection.name.value}"`);
      const target = namedType(field.type);
      for (const member of membersOf(graph, target)) guardObject(graph, member, guarded);
      guardFieldSet(graph, target, selection.selectionSet, guarded);
    }
  }
}

/** The fields of an object that allow no null, and those of the objects from which a null would travel up to it. */
function guardObject(graph: Graph, object: ObjectModel, guarded: Set<ObjectModel>): void {
  if (guarded.has(object)) return;
  guarded.add(object);
  for (const field of object.fields.values()) {
    if (!field.type.endsWith('!')) continue;
    if (field.guard === 'none') field.guard = 'required';
    for (const member of membersOf(graph, namedType(field.type))) guardObject(graph, member, guarded);
  }
}

function membersOf(graph: Graph, typeName: string): readonly ObjectModel[] {
  const members = graph.interfaces.get(typeName)?.members ?? graph.unions.get(typeName)?.members ?? [typeName];
  return members.flatMap((member) => graph.objects.get(member) ?? []);
}
