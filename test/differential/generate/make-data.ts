import type { Datum, Entities, Facts } from '../world/datum.js';
import type { Dice } from './dice.js';
import {
  type FieldModel,
  type Graph,
  isComposite,
  namedType,
  type ObjectModel,
  objectOf,
  possibleTypes,
} from './graph.js';

/** Entities of each type. */
const entityCount = 3;
/** Values within values stop here. */
const maxDepth = 4;

/** How an object's data is made. */
interface Maker {
  readonly graph: Graph;
  readonly dice: Dice;
  /** Tells faults apart. */
  faults: number;
  /** Tells keys of values apart. */
  values: number;
}

/** One value to make. */
interface Slot {
  readonly field: FieldModel;
  /** Object types that it may hold. */
  readonly types: readonly string[];
  readonly depth: number;
}

/** Makes data for every object: keys are unique, and no subgraph is given what it does not know. */
export function makeData(graph: Graph, dice: Dice): Entities {
  const maker: Maker = { graph, dice, faults: 0, values: 0 };
  const entities: Record<string, { type: string; facts: Facts }> = {};
  for (const object of graph.objects.values()) {
    if (object.role === 'root') entities[object.name] = { type: object.name, facts: makeFacts(maker, object, 0) };
    if (object.role !== 'entity' || object.places.size === 0) continue;
    for (let i = 0; i < entityCount; i++) {
      const facts = { ...makeFacts(maker, object, 0), ...keyFacts(object, i) };
      entities[`${object.name}:${i}`] = { type: object.name, facts };
    }
  }
  return entities;
}

/** The key fields of entity number `i`: some falsy, all unique. */
function keyFacts(object: ObjectModel, i: number): Facts {
  const facts: Record<string, Datum> = {
    id: `${object.name.toLowerCase()}-${i}`,
    sku: i === 0 ? '' : `sku ${i}`,
    low: 0,
    high: i,
    peer: { ref: `T0:${i}` },
    code: { object: 'Code', fields: { text: 'c', part: String(i) } },
  };
  // A key of one part has to be unique in it.
  if (object.keys.includes('code { text }')) facts['code'] = { object: 'Code', fields: { text: `c${i}`, part: '' } };
  return Object.fromEntries(Object.entries(facts).filter(([name]) => object.fields.get(name)?.guard === 'key'));
}

function makeFacts(maker: Maker, object: ObjectModel, depth: number): Facts {
  const facts: Record<string, Datum> = {};
  for (const field of object.fields.values()) {
    if (field.guard === 'key') continue;
    const places = [...field.places].filter(
      ([, place]) => (!place.external || place.provided) && place.overridden !== 'always',
    );
    const slot: Slot = {
      field,
      types: typesFor(
        maker.graph,
        namedType(field.type),
        places.map(([name]) => name),
      ),
      depth,
    };
    const isPromised = places.some(([, { type }]) => type !== undefined);
    facts[field.name] = makeDatum(maker, slot, isPromised ? `${field.type}!` : field.type, isPromised);
  }
  if (object.role === 'value' && object.fields.has('id')) facts['id'] = `v-${maker.values++}`;
  return facts;
}

/** What all of a field's subgraphs can answer with. */
function typesFor(graph: Graph, typeName: string, subgraphs: readonly string[]): readonly string[] {
  const [first = [], ...others] = subgraphs.map((subgraph) => possibleTypes(graph, typeName, subgraph));
  return first.filter((name) => others.every((types) => types.includes(name)));
}

/** @param isSafe A null here would show where another subgraph's type would let it be. */
function makeDatum(maker: Maker, slot: Slot, type: string, isSafe = false): Datum {
  const { dice } = maker;
  const isNonNull = type.endsWith('!');
  const mayFail = !isSafe && (!isNonNull || slot.field.guard === 'none');
  if (mayFail && dice.percent(3)) return { fault: `fault ${maker.faults++}` };
  if (mayFail && dice.percent(isNonNull ? 1 : 12)) return null;
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('[')) {
    const length = dice.int(0, 3);
    return Array.from({ length }, () => makeDatum(maker, slot, bare.slice(1, -1), isSafe && bare.endsWith('!]')));
  }
  if (!isComposite(maker.graph, bare)) return makeLeaf(bare, dice);
  const hasInputs = slot.field.args.length > 0 && dice.percent(70);
  if (!hasInputs) return makeObject(maker, slot, isNonNull);
  return { choose: Array.from({ length: 3 }, () => makeObject(maker, slot, isNonNull)) };
}

function makeObject(maker: Maker, slot: Slot, isNonNull: boolean): Datum {
  const { graph, dice } = maker;
  const entities = slot.types.filter((name) => objectOf(graph, name).role === 'entity');
  const tooDeep = slot.depth >= maxDepth;
  const types = tooDeep && entities.length > 0 ? entities : slot.types;
  if (types.length === 0 || (tooDeep && entities.length === 0 && !isNonNull)) return null;
  const name = dice.pick(types);
  if (entities.includes(name)) return { ref: `${name}:${dice.int(0, entityCount - 1)}` };
  return { object: name, fields: makeFacts(maker, objectOf(graph, name), slot.depth + 1) };
}

function makeLeaf(type: string, dice: Dice): Datum {
  switch (type) {
    case 'Int':
      return dice.pick([0, 1, -1, 42, 1_000_000]);
    case 'Float':
      return dice.pick([0, 0.5, -2, 1e21, 1e-7]);
    case 'String':
      return dice.pick(['', '0', 'ünï 🚲', '"q" \\', 'line\nbreak \u2028', 'plain text']);
    case 'ID':
      return dice.pick(['', '0', '7', 'x']);
    case 'Boolean':
      return dice.percent(50);
    case 'Color':
      return dice.pick(['RED', 'GREEN', 'BLUE']);
    default:
      return {
        json: dice.pick<unknown>([
          0,
          false,
          '',
          [1, null],
          { deep: { er: [] } },
          { __typename: 'T0', id: 'x' },
          'text',
        ]),
      };
  }
}
