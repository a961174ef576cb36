import type { Dice } from './dice.js';
import { type FieldModel, fullPlaces, type Graph, namedType, type ObjectModel, objectOf } from './graph.js';
import { distribute, pickArguments, pickLeaf, pickType, placeField, wrapType } from './make-fields.js';
import { emptyObject, newField } from './make-types.js';
import { canUse, use } from './place-types.js';

/** Declares types whose objects live in their fields alone. Their own fields come later, entities being placed by then. */
export function declareValues(graph: Graph, dice: Dice): void {
  for (let i = dice.int(0, 2); i > 0; i--) graph.objects.set(`V${i}`, emptyObject(`V${i}`, 'value'));
}

/** Gives value types their fields: leaves, entities and values that come before them. */
export function addValueFields(graph: Graph, dice: Dice): void {
  const values = [...graph.objects.values()].filter(({ role, name }) => role === 'value' && name !== 'Code');
  values.forEach((object, i) => {
    const types = [...values.slice(0, i).map(({ name }) => name), 'T0', 'T1'];
    const names = dice.pickSome(['name', 'size', 'label', 'owner', 'items', 'x', 'y'], 1, 4);
    for (const name of names) {
      const type = dice.percent(35) ? dice.pick(types) : pickLeaf(dice);
      // A type is known everywhere or nowhere: what a value holds must not depend on who resolves it.
      const isBanned = (graph.objects.get(type)?.banned.size ?? 0) > 0;
      const field = newField(graph, name, wrapType(isBanned ? 'Int' : type, dice));
      object.fields.set(name, { ...field, args: dice.percent(50) ? pickArguments(dice) : [] });
    }
    if (isMember(graph, object.name)) object.fields.set('id', newField(graph, 'id', 'ID!'));
  });
}

function isMember(graph: Graph, name: string): boolean {
  return [...graph.interfaces.values()].some(({ members }) => members.includes(name));
}

/** Declares interfaces and unions over the objects there are. */
export function declareAbstract(graph: Graph, dice: Dice): void {
  const names = (role: string) =>
    [...graph.objects.values()]
      .filter((object) => object.role === role && object.name !== 'Code')
      .map(({ name }) => name);
  const all = [...names('entity'), ...names('value')];
  if (dice.percent(55)) {
    const members = dice.pickSome(dice.percent(60) ? names('entity') : all, 1, 3);
    graph.interfaces.set('Thing', { name: 'Thing', members, signature: ['id', 'title'], places: new Set() });
  }
  if (dice.percent(25)) {
    const members = dice.pickSome(all, 1, 2);
    graph.interfaces.set('Mark', { name: 'Mark', members, signature: ['id', 'mark', 'next'], places: new Set() });
  }
  if (dice.percent(45)) {
    graph.unions.set('Any', { name: 'Any', members: dice.pickSome(all, 1, 3), places: new Set() });
  }
  declareInterfaceObject(graph, dice);
}

/** Lets one subgraph define the first interface as an object, and so none of its members. */
function declareInterfaceObject(graph: Graph, dice: Dice): void {
  const face = graph.interfaces.get('Thing');
  if (face === undefined || !dice.percent(60)) return;
  if (face.members.some((member) => objectOf(graph, member).role !== 'entity')) return;
  const [subgraph, home] = dice.percent(50) ? graph.subgraphs : [...graph.subgraphs].reverse();
  if (subgraph === undefined || home === undefined) return;
  face.objectPlace = { subgraph, home, fields: new Set() };
  face.places.add(home);
  for (const member of face.members) objectOf(graph, member).banned.add(subgraph);
}

/** Gives the members of interfaces the fields that they have in common. */
export function addSignatureFields(graph: Graph, dice: Dice): void {
  for (const face of graph.interfaces.values()) {
    const isValue = (member: string) => objectOf(graph, member).role === 'value';
    // Values first: they must be complete before anything can use them.
    const members = [...face.members.filter(isValue), ...face.members.filter((member) => !isValue(member))];
    for (const name of face.signature.filter((candidate) => candidate !== 'id')) {
      const type = wrapType(name === 'next' ? pickMember(graph, face.members, dice) : pickLeaf(dice), dice);
      const args = name === 'title' ? pickArguments(dice) : [];
      for (const member of members) addSignatureField(graph, objectOf(graph, member), { name, type, args }, dice);
    }
  }
}

function addSignatureField(
  graph: Graph,
  object: ObjectModel,
  signature: Pick<FieldModel, 'name' | 'type' | 'args'>,
  dice: Dice,
): void {
  const { name, args } = signature;
  const isStricter = !signature.type.endsWith('!') && dice.percent(15);
  const type = isStricter ? `${signature.type}!` : signature.type;
  const field: FieldModel = { ...newField(graph, name, type), args };
  object.fields.set(name, field);
  if (object.role !== 'entity') return;
  const places = fullPlaces(object);
  const usable = places.filter((place) => canUse(graph, namedType(type), place));
  distribute(graph, field, { subgraphs: dice.pickSome(usable, 1, 2), places }, dice);
}

/** An entity that can be had wherever the members can. */
function pickMember(graph: Graph, members: readonly string[], dice: Dice): string {
  const objects = members.map((member) => objectOf(graph, member));
  const entities = objects.filter(({ role }) => role === 'entity');
  return entities.length > 0 && objects.every(({ banned }) => banned.size === 0)
    ? dice.pick(entities).name
    : pickLeaf(dice);
}

/** Gives the `@interfaceObject` fields of its own, which every member then has. */
export function addInterfaceObjectFields(graph: Graph, dice: Dice): void {
  for (const face of graph.interfaces.values()) {
    const { objectPlace } = face;
    if (objectPlace === undefined) continue;
    for (const name of dice.pickSome(['rank', 'note', 'link'], 1, 2)) {
      const type = wrapType(pickType(graph, [objectPlace.subgraph], 40, dice), dice);
      const field: FieldModel = { ...newField(graph, name, type), args: pickArguments(dice) };
      use(graph, namedType(type), objectPlace.subgraph, dice);
      objectPlace.fields.add(name);
      const places = () => new Map([[objectPlace.subgraph, {}]]);
      for (const member of face.members) objectOf(graph, member).fields.set(name, { ...field, places: places() });
    }
  }
}

/** Gives subgraphs fields of the query, and perhaps of the mutation. */
export function addRootFields(graph: Graph, dice: Dice): void {
  const roots = dice.percent(30) ? (['Query', 'Mutation'] as const) : (['Query'] as const);
  for (const name of roots) {
    const object = emptyObject(name, 'root');
    graph.objects.set(name, object);
    for (const subgraph of graph.subgraphs) {
      const isNeeded = name === 'Query' && object.fields.size === 0;
      for (let i = dice.int(isNeeded ? 1 : 0, name === 'Query' ? 3 : 2); i > 0; i--) {
        const shared = name === 'Query' && dice.percent(15) ? dice.pickSome(graph.subgraphs, 1, 1) : [];
        const subgraphs = [...new Set([subgraph, ...shared])];
        const type = wrapType(pickType(graph, subgraphs, 85, dice), dice);
        const fieldName = `${name === 'Query' ? 'get' : 'set'}${object.fields.size}`;
        const field: FieldModel = { ...newField(graph, fieldName, type), args: pickArguments(dice) };
        object.fields.set(fieldName, field);
        for (const place of subgraphs) {
          object.places.set(place, { keys: new Map(), stub: false });
          Object.assign(placeField(graph, field, place, dice), subgraphs.length > 1 ? { shareable: true } : {});
        }
      }
    }
  }
}
