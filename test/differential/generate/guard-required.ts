import { Kind, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from '../world/field-set.js';
import { type FieldModel, type Graph, namedType, type ObjectModel, objectOf } from './graph.js';

/**
 * Keeps nulls from travelling up to objects where how far they get depends on the plan:
 *
 * - What some `@requires` reads. A plan may fetch what a client selects of such an object together with what is required.
 * - What one subgraph promises where others do not.
 * - What a subgraph has as an `@interfaceObject`. Plans ask for what they need of some types on objects of all.
 */
export function guardRequired(graph: Graph): void {
  const guarded = new Set<ObjectModel>();
  for (const object of graph.objects.values()) {
    for (const field of object.fields.values()) {
      if (isOfInterfaceObject(graph, field)) guardField(graph, field, guarded);
      for (const { requires, type } of field.places.values()) {
        if (requires !== undefined) guardFieldSet(graph, object.name, parseFieldSet(requires), guarded);
        if (type !== undefined) guardMembers(graph, namedType(type), guarded);
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
      guardMembers(graph, target, guarded);
      guardFieldSet(graph, target, selection.selectionSet, guarded);
    }
  }
}

/** The fields of an object that allow no null, and those of the objects from which a null would travel up to it. */
function guardObject(graph: Graph, object: ObjectModel, guarded: Set<ObjectModel>): void {
  if (guarded.has(object)) return;
  guarded.add(object);
  for (const field of object.fields.values()) guardField(graph, field, guarded);
}

function guardField(graph: Graph, field: FieldModel, guarded: Set<ObjectModel>): void {
  if (!field.type.endsWith('!')) return;
  if (field.guard === 'none') field.guard = 'required';
  guardMembers(graph, namedType(field.type), guarded);
}

function isOfInterfaceObject(graph: Graph, { name }: FieldModel): boolean {
  return [...graph.interfaces.values()].some(({ objectPlace }) => objectPlace?.fields.has(name));
}

function guardMembers(graph: Graph, typeName: string, guarded: Set<ObjectModel>): void {
  for (const member of membersOf(graph, typeName)) guardObject(graph, member, guarded);
}

function membersOf(graph: Graph, typeName: string): readonly ObjectModel[] {
  const members = graph.interfaces.get(typeName)?.members ?? graph.unions.get(typeName)?.members ?? [typeName];
  return members.flatMap((member) => graph.objects.get(member) ?? []);
}
