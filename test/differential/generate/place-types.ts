import type { Dice } from './dice.js';
import { type Graph, namedType, type ObjectModel, objectOf } from './graph.js';

/** Whether a subgraph can be given a type, with everything that comes with it. */
export function canUse(graph: Graph, typeName: string, subgraph: string): boolean {
  const object = graph.objects.get(typeName);
  if (object?.role === 'entity') {
    return (
      !object.banned.has(subgraph) && (object.places.has(subgraph) || usableKeys(graph, object, subgraph).length > 0)
    );
  }
  if (object !== undefined) {
    return [...object.fields.values()].every(({ type }) => canUse(graph, namedType(type), subgraph));
  }
  const union = graph.unions.get(typeName);
  const face = graph.interfaces.get(typeName);
  if (face?.objectPlace?.subgraph === subgraph) return true;
  const members = union?.members ?? face?.members;
  return members === undefined || members.some((member) => canUse(graph, member, subgraph));
}

/** Defines a type in a subgraph, as a stub where it is an entity that is not there yet. */
export function use(graph: Graph, typeName: string, subgraph: string, dice: Dice): void {
  const object = graph.objects.get(typeName);
  if (object?.role === 'value') useValue(graph, object, subgraph, dice);
  if (object?.role === 'entity') useEntity(graph, object, subgraph, dice);
  const face = graph.interfaces.get(typeName);
  if (face?.objectPlace?.subgraph === subgraph) return;
  const abstract = face ?? graph.unions.get(typeName);
  if (abstract === undefined || abstract.places.has(subgraph)) return;
  abstract.places.add(subgraph);
  const usable = abstract.members.filter((member) => canUse(graph, member, subgraph));
  for (const member of dice.pickSome(usable, 1, usable.length)) use(graph, member, subgraph, dice);
}

/** Gives an entity a key in a subgraph, with the fields that the key is made of. */
export function addKey(graph: Graph, object: ObjectModel, subgraph: string, key: KeyChoice, dice: Dice): void {
  object.places.get(subgraph)?.keys.set(key.fields, { resolvable: key.resolvable });
  for (const name of keyFields(key.fields)) {
    const field = object.fields.get(name);
    if (field === undefined) throw new Error(`"${object.name}" has no field "${name}"`);
    if (!field.places.has(subgraph)) field.places.set(subgraph, {});
    const type = namedType(field.type);
    use(graph, type, subgraph, dice);
    // The key of the other entity that this key is made of.
    const nested = graph.objects.get(type)?.role === 'entity' ? objectOf(graph, type).fields.get('id') : undefined;
    if (nested !== undefined && !nested.places.has(subgraph)) nested.places.set(subgraph, {});
  }
}

/** A key to add. */
export interface KeyChoice {
  readonly fields: string;
  readonly resolvable: boolean;
}

/** Names of the fields at the top of a field set. */
export function keyFields(fieldSet: string): readonly string[] {
  return fieldSet
    .replace(/\{[^}]*\}/g, '')
    .split(/\s+/)
    .filter(Boolean);
}

function useValue(graph: Graph, object: ObjectModel, subgraph: string, dice: Dice): void {
  if (object.places.has(subgraph)) return;
  object.places.set(subgraph, { keys: new Map(), stub: false });
  for (const field of object.fields.values()) {
    field.places.set(subgraph, { shareable: true });
    use(graph, namedType(field.type), subgraph, dice);
  }
}

function useEntity(graph: Graph, object: ObjectModel, subgraph: string, dice: Dice): void {
  if (object.places.has(subgraph)) return;
  const usable = usableKeys(graph, object, subgraph);
  const isMember = [...graph.interfaces.values()].some(({ members }) => members.includes(object.name));
  // What an interface says of its members has to be there: at least the id.
  const keys = isMember ? ['id'] : usable;
  object.places.set(subgraph, { keys: new Map(), stub: true });
  // A stub that can be resolved answers nothing that others would not know.
  addKey(graph, object, subgraph, { fields: dice.pick(keys), resolvable: dice.percent(20) }, dice);
}

/** Keys by which some subgraph resolves the entity, and whose fields this subgraph can have. */
function usableKeys(graph: Graph, object: ObjectModel, subgraph: string): readonly string[] {
  const resolvable = new Set(
    [...object.places.values()].flatMap(({ keys, stub }) =>
      stub ? [] : [...keys].flatMap(([fields, key]) => (key.resolvable ? [fields] : [])),
    ),
  );
  return [...resolvable].filter((fieldSet) =>
    keyFields(fieldSet).every((name) => {
      const type = namedType(objectOf(graph, object.name).fields.get(name)?.type ?? '');
      // A key made of another entity's key: that entity has to be there already, or the two could want each other forever.
      const other = graph.objects.get(type);
      return other?.role !== 'entity' || other.fields.get('id')?.places.has(subgraph) === true;
    }),
  );
}
