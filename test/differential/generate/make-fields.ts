import type { Dice } from './dice.js';
import {
  type ArgumentModel,
  type FieldModel,
  fullPlaces,
  type Graph,
  isComposite,
  namedType,
  type ObjectModel,
} from './graph.js';
import { newField } from './make-types.js';
import { canUse, use } from './place-types.js';

/** Labels of `@override(label:)` that somebody turns on. */
export const customLabels: readonly string[] = ['next', 'moved-fields'];

const leafTypes = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Color', 'Json'];

/** Names that types share, so that their fields meet in fragments and aliases. */
const fieldNames = ['name', 'size', 'price', 'owner', 'items', 'label', 'kind', 'best', 'other', 'tags', 'weight'];

/** Of percentages only those that leave nothing to chance. */
const overrideLabels = ['percent(0)', 'percent(100)', ...customLabels];

/** A name that the object does not have yet. */
export function freeFieldName(object: ObjectModel, dice: Dice): string {
  const free = fieldNames.filter((name) => !object.fields.has(name));
  return free.length === 0 ? `extra${object.fields.size}` : dice.pick(free);
}

/** Lists and non-null marks around a type. */
export function wrapType(name: string, dice: Dice): string {
  return dice
    .weighted([
      [34, '$'],
      [20, '$!'],
      [11, '[$]'],
      [8, '[$!]'],
      [8, '[$!]!'],
      [5, '[$]!'],
      [7, '[[$]]'],
      [4, '[[$!]!]'],
      [3, '[[$]!]!'],
    ])
    .replace('$', name);
}

/** A leaf type. */
export function pickLeaf(dice: Dice): string {
  return dice.pick(leafTypes);
}

/** A type that all of some subgraphs can have. */
export function pickType(graph: Graph, subgraphs: readonly string[], compositePercent: number, dice: Dice): string {
  const composites = [...graph.objects.values()]
    .filter(({ role, name }) => role !== 'root' && name !== 'Code')
    .map(({ name }) => name);
  const names = [...composites, ...graph.interfaces.keys(), ...graph.unions.keys()].filter((name) =>
    subgraphs.every((subgraph) => canUse(graph, name, subgraph)),
  );
  return names.length > 0 && dice.percent(compositePercent) ? dice.pick(names) : pickLeaf(dice);
}

/** Arguments for a field; mostly none. */
export function pickArguments(dice: Dice): readonly ArgumentModel[] {
  if (!dice.percent(25)) return [];
  const choices: readonly ArgumentModel[] = [
    { name: 'first', type: 'Int', defaultValue: dice.percent(50) ? '10' : undefined },
    { name: 'exact', type: 'Boolean!', defaultValue: 'true' },
    { name: 'in', type: 'Color', defaultValue: dice.percent(30) ? 'GREEN' : undefined },
    { name: 'ids', type: '[ID!]', defaultValue: dice.percent(30) ? '["1"]' : undefined },
    { name: 'where', type: 'Filter', defaultValue: dice.percent(30) ? '{ min: 3 }' : undefined },
    { name: 'text', type: dice.percent(30) ? 'String!' : 'String', defaultValue: undefined },
    { name: 'data', type: 'Json', defaultValue: undefined },
    { name: 'grid', type: '[[Float]]', defaultValue: undefined },
  ];
  return dice.pickSome(choices, 1, 2);
}

/** Defines a field in a subgraph, and there whatever its type needs. */
export function placeField(
  graph: Graph,
  field: FieldModel,
  subgraph: string,
  dice: Dice,
): FieldModel['places'] extends Map<string, infer Place> ? Place : never {
  const place = {};
  field.places.set(subgraph, place);
  use(graph, namedType(field.type), subgraph, dice);
  return place;
}

/** Adds fields of its own to an entity. */
export function addEntityFields(graph: Graph, object: ObjectModel, dice: Dice): void {
  const places = fullPlaces(object);
  for (let i = dice.int(1, 4); i > 0; i--) {
    const subgraphs = dice.percent(20) ? dice.pickSome(places, 1, 2) : [dice.pick(places)];
    const field: FieldModel = {
      ...newField(graph, freeFieldName(object, dice), wrapType(pickType(graph, subgraphs, 45, dice), dice)),
      args: pickArguments(dice),
    };
    object.fields.set(field.name, field);
    distribute(graph, field, { subgraphs, places }, dice);
    if (!isComposite(graph, namedType(field.type)) && dice.percent(4)) field.inaccessible = true;
  }
}

/** Puts a field into its subgraphs: shared by them, or taken over by another one. */
export function distribute(
  graph: Graph,
  field: FieldModel,
  where: { readonly subgraphs: readonly string[]; readonly places: readonly string[] },
  dice: Dice,
): void {
  for (const subgraph of where.subgraphs) {
    const place = placeField(graph, field, subgraph, dice);
    if (where.subgraphs.length > 1) Object.assign(place, { shareable: true });
  }
  if (field.type.endsWith('!') === false && where.subgraphs.length > 1 && dice.percent(15)) {
    // One subgraph promises more than the others.
    Object.assign(field.places.get(dice.pick(where.subgraphs)) ?? {}, { type: `${field.type}!` });
  }
  const [owner] = where.subgraphs;
  const others = where.places.filter(
    (place) => !field.places.has(place) && canUse(graph, namedType(field.type), place),
  );
  if (where.subgraphs.length === 1 && owner !== undefined && others.length > 0 && dice.percent(10)) {
    const label = dice.percent(40) ? dice.pick(overrideLabels) : undefined;
    const override = { override: owner, ...(label === undefined ? {} : { label }) };
    Object.assign(placeField(graph, field, dice.pick(others), dice), override);
    Object.assign(field.places.get(owner) ?? {}, { overridden: label === undefined ? 'always' : 'sometimes' });
  }
}
