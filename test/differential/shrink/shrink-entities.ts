import { type Datum, type Facts, isList } from '../world/datum.js';
import type { World } from '../world/world.js';

/** Yields worlds with less data. */
export function* shrinkEntities(world: World): Generator<World> {
  const pruned = withoutUnknownFields(world);
  if (JSON.stringify(pruned) !== JSON.stringify(world)) yield pruned;
  for (const name of Object.keys(world.entities)) {
    const { [name]: _dropped, ...entities } = world.entities;
    if (name.includes(':') && !JSON.stringify(entities).includes(`"ref":"${name}"`)) yield { ...world, entities };
  }
  for (const [name, { type, facts }] of Object.entries(world.entities)) {
    for (const smaller of shrinkFacts(facts)) {
      yield { ...world, entities: { ...world.entities, [name]: { type, facts: smaller } } };
    }
  }
}

function* shrinkFacts(facts: Facts): Generator<Facts> {
  for (const [name, datum] of Object.entries(facts)) {
    for (const smaller of shrinkDatum(datum)) yield { ...facts, [name]: smaller };
  }
}

function* shrinkDatum(datum: Datum): Generator<Datum> {
  if (datum === null) return;
  if (typeof datum !== 'object') {
    yield* shrinkLeaf(datum);
    return;
  }
  yield null;
  if (isList(datum)) {
    if (datum.length > 0) yield [];
    for (const [i, item] of datum.entries()) {
      if (datum.length > 1) yield datum.filter((_, index) => index !== i);
      for (const smaller of shrinkDatum(item)) yield datum.map((other, index) => (index === i ? smaller : other));
    }
  } else if ('choose' in datum) {
    yield* datum.choose;
  } else if ('object' in datum) {
    for (const fields of shrinkFacts(datum.fields)) yield { ...datum, fields };
  } else if ('json' in datum && datum.json !== 1) {
    yield { json: 1 };
  }
}

/** Plainer values, each from fewer to choose from. */
function* shrinkLeaf(value: boolean | number | string): Generator<Datum> {
  const isPlain = typeof value === 'number' ? value === 1 : typeof value === 'boolean' ? value : /^\w*$/.test(value);
  if (!isPlain) yield typeof value === 'number' ? 1 : typeof value === 'boolean' ? true : 'text';
}

/** Data of fields that no schema has any more. */
function withoutUnknownFields(world: World): World {
  const known = new Set(world.monolith.match(/\w+/g));
  const prune = (datum: Datum): Datum => {
    if (datum === null || typeof datum !== 'object') return datum;
    if (isList(datum)) return datum.map(prune);
    if ('choose' in datum) return { choose: datum.choose.map(prune) };
    return 'object' in datum ? { ...datum, fields: pruneFacts(datum.fields) } : datum;
  };
  const pruneFacts = (facts: Facts): Facts =>
    Object.fromEntries(
      Object.entries(facts)
        .filter(([name]) => known.has(name))
        .map(([name, datum]) => [name, prune(datum)]),
    );
  return {
    ...world,
    entities: Object.fromEntries(
      Object.entries(world.entities)
        .filter(([, { type }]) => known.has(type))
        .map(([name, { type, facts }]) => [name, { type, facts: pruneFacts(facts) }]),
    ),
  };
}
