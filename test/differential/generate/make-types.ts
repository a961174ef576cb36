import type { Dice } from './dice.js';
import { type ArgumentModel, type FieldModel, type Graph, namedType, type ObjectModel } from './graph.js';
import { addKey, canUse, keyFields } from './place-types.js';

const subgraphNames = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];

/** Starts a graph: subgraphs, enums and input types, and no objects yet. */
export function startGraph(dice: Dice): Graph {
  const count = dice.weighted([
    [25, 2],
    [40, 3],
    [25, 4],
    [10, 5],
  ]);
  const enums = new Map([['Color', ['RED', 'GREEN', 'BLUE']]]);
  const inputs = new Map<string, readonly ArgumentModel[]>([
    [
      'Filter',
      [
        { name: 'min', type: 'Int', defaultValue: '0' },
        { name: 'tags', type: '[String!]', defaultValue: undefined },
        { name: 'color', type: 'Color', defaultValue: dice.percent(50) ? 'RED' : undefined },
        { name: 'also', type: 'Filter', defaultValue: undefined },
      ],
    ],
  ]);
  return {
    subgraphs: subgraphNames.slice(0, count),
    enums,
    inputs,
    objects: new Map(),
    interfaces: new Map(),
    unions: new Map(),
  };
}

const keyFieldTypes: Readonly<Record<string, readonly string[]>> = {
  id: ['ID!', 'ID!', 'ID'],
  sku: ['String!', 'String'],
  low: ['Int!', 'Int'],
  high: ['Int!'],
};

/** Declares entities with the keys they may have; `places` come later. */
export function declareEntities(graph: Graph, dice: Dice): void {
  const count = dice.int(2, 4);
  const names = Array.from({ length: count }, (_, i) => `T${i}`);
  names.forEach((name, i) => {
    const keys = ['id'];
    if (dice.percent(40)) keys.push('sku');
    if (dice.percent(25)) keys.push('low high');
    if (dice.percent(20)) keys.push(`code { ${dice.percent(50) ? 'text' : 'text part'} }`);
    if (i > 0 && dice.percent(15)) keys.push('peer { id }');
    graph.objects.set(name, { ...emptyObject(name, 'entity'), keys });
  });
  for (const name of names) {
    const object = graph.objects.get(name);
    for (const fieldName of new Set(object?.keys.flatMap(keyFields))) {
      const type = keyFieldType(graph, fieldName, dice);
      object?.fields.set(fieldName, newField(graph, fieldName, type, 'key'));
    }
  }
}

function keyFieldType(graph: Graph, fieldName: string, dice: Dice): string {
  // Entity number i is the peer of entity number i of the first type, so that the key is unique.
  if (fieldName === 'peer') return 'T0!';
  if (fieldName !== 'code') return dice.pick(keyFieldTypes[fieldName] ?? ['String!']);
  if (!graph.objects.has('Code')) {
    const code = emptyObject('Code', 'value');
    for (const name of ['text', 'part']) code.fields.set(name, newField(graph, name, 'String!', 'key'));
    graph.objects.set('Code', code);
  }
  return dice.percent(70) ? 'Code!' : 'Code';
}

/** An object type without fields and places. */
export function emptyObject(name: string, role: ObjectModel['role']): ObjectModel {
  return { name, role, fields: new Map(), places: new Map(), keys: [], banned: new Set() };
}

/** A field that is defined nowhere yet. */
export function newField(graph: Graph, name: string, type: string, guard: FieldModel['guard'] = 'none'): FieldModel {
  let order = 0;
  for (const object of graph.objects.values()) order += object.fields.size;
  return { name, type, args: [], places: new Map(), order, inaccessible: false, guard };
}

/**
 * Puts entities into subgraphs, each with keys there. From every subgraph that has more of an entity than its keys, every
 * other one can be reached by keys, perhaps over a third.
 */
export function placeEntities(graph: Graph, dice: Dice): void {
  const entities = [...graph.objects.values()].filter(({ role }) => role === 'entity');
  for (const object of entities) {
    const allowed = graph.subgraphs.filter((subgraph) => !object.banned.has(subgraph));
    const home = [...graph.interfaces.values()].flatMap((face) =>
      face.members.includes(object.name) && face.objectPlace ? [face.objectPlace.home] : [],
    );
    const places = new Set([...home, ...dice.pickSome(allowed, 1, 3)]);
    for (const subgraph of places) object.places.set(subgraph, { keys: new Map(), stub: false });
  }
  for (const object of entities) placeKeys(graph, object, dice);
}

function placeKeys(graph: Graph, object: ObjectModel, dice: Dice): void {
  const isMember = [...graph.interfaces.values()].some(({ members }) => members.includes(object.name));
  const reached = new Set<string>();
  for (const subgraph of object.places.keys()) {
    const possible = object.keys.filter((fields) =>
      keyFields(fields).every((name) => canUse(graph, namedType(object.fields.get(name)?.type ?? ''), subgraph)),
    );
    const shared = possible.filter((fields) => reached.has(fields));
    // Where nothing is shared, the new subgraph brings a key that all can have.
    const known = reached.size === 0 ? possible : shared.length === 0 ? ['id'] : shared;
    const chosen = new Set([isMember ? 'id' : dice.pick(known)]);
    for (const fields of chosen) addKey(graph, object, subgraph, { fields, resolvable: true }, dice);
    for (const fields of dice.pickSome(possible, 0, 2)) {
      if (chosen.has(fields)) continue;
      const resolvable = dice.percent(90);
      addKey(graph, object, subgraph, { fields, resolvable }, dice);
      if (resolvable) chosen.add(fields);
    }
    for (const fields of chosen) reached.add(fields);
  }
}
