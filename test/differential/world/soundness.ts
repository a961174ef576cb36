import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { implementorsOf, type Monolith } from '../run/monolith.js';
import type { PathElement } from '../run/paths.js';
import { federationLink } from '../run/subgraph.js';
import { type Datum, isList, type Node } from './datum.js';
import { parseFieldSet } from './field-set.js';
import { baselessOverrides, type Overridden, overriddenFields } from './overrides.js';
import { stableJson } from './stable-json.js';
import { readSubgraphFacts, type SubgraphFacts } from './subgraph-facts.js';
import { isWholeValue, readsWholeObjects } from './whole-objects.js';
import type { World } from './world.js';

/** One subgraph, and what it says of itself. */
interface Part {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly facts: SubgraphFacts;
}

/**
 * Checks that a world is one that a federation can answer like a monolith. What it forbids are the places where no
 * specification says what the two have in common:
 *
 * - An entity is told by each of its keys: no key is null, faulty or given twice.
 * - A subgraph knows the types and enum values of what its fields hold. A monolith always does.
 * - A subgraph that promises a value where others do not has one: its own null would travel up in its answer, and the
 *   supergraph does not see the promise.
 * - An object of an `@interfaceObject` is not nulled by one field of it. Plans ask for what they need of some types on
 *   objects of all, and an error of what the client did not ask for would take away what it did.
 * - In what a `@requires` needs no null travels up. How far it does in a federation depends on the plan: on whether what is
 *   missing came with the object around it or was fetched later, and on whether an object that is needed was fetched
 *   together with what the client selects of it.
 *
 * @returns What is wrong, one sentence each.
 */
export function unsoundParts(world: World, monolith: Monolith): readonly string[] {
  const nodes = allNodes(world);
  const parts = Object.entries(world.subgraphs).map(([name, sdl]) => ({
    name,
    schema: buildSubgraphSchema(parse(federationLink + sdl, { noLocation: true })),
    facts: readSubgraphFacts(sdl),
  }));
  const overridden = overriddenFields(world);
  return [
    ...baselessOverrides(world),
    ...parts.flatMap((part) => keyProblems(part, nodes, monolith)),
    ...parts.flatMap((part) => answerProblems(part, { nodes, monolith, overridden, world })),
    ...nodes.flatMap((node) => requireProblems(node, monolith, world)),
  ];
}

/** Entities and, within them, the objects that have no identity. */
function allNodes(world: World): readonly Node[] {
  const nodes: Node[] = [];
  const visit = (datum: Datum): void => {
    if (datum === null || typeof datum !== 'object') return;
    if (isList(datum)) datum.forEach(visit);
    else if ('choose' in datum) datum.choose.forEach(visit);
    else if ('object' in datum) add({ type: datum.object, facts: datum.fields });
  };
  const add = (node: Node): void => {
    nodes.push(node);
    Object.values(node.facts).forEach(visit);
  };
  Object.values(world.entities).forEach(add);
  return nodes;
}

function keyProblems({ name, facts }: Part, nodes: readonly Node[], monolith: Monolith): readonly string[] {
  return [...facts.keys].flatMap(([typeName, keys]) => {
    const members = [typeName, ...implementorsOf(monolith.fullSchema, typeName)];
    const entities = nodes.filter(({ type }) => members.includes(type));
    return keys.flatMap(({ fields }) => {
      const texts = entities.map((node) => stableJson(monolith.project(node, fields).value));
      const isWhole = texts.every((text) => !text.includes('null'));
      return isWhole && new Set(texts).size === texts.length ? [] : [`${name}: key "${fields}" of ${typeName}`];
    });
  });
}

function requireProblems(node: Node, monolith: Monolith, { entities }: World): readonly string[] {
  return Object.keys(node.facts).flatMap((name) => {
    const fieldSet = monolith.requirements.get(`${node.type}.${name}`);
    if (fieldSet === undefined) return [];
    const { value, faults } = monolith.project(node, fieldSet);
    const isContained =
      faults.every(({ path }) => valueAt(value, path) === null) &&
      readsWholeObjects(node, parseFieldSet(fieldSet), { schema: monolith.fullSchema, entities });
    return isContained ? [] : [`${node.type}.${name} requires what nulls more than itself`];
  });
}

/** Undefined when something on the way is null. */
function valueAt(value: unknown, path: readonly PathElement[]): unknown {
  let at = value;
  for (const element of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<PathElement, unknown>>)[element];
  }
  return at;
}

interface AnswerContext {
  readonly nodes: readonly Node[];
  readonly monolith: Monolith;
  readonly overridden: Overridden;
  readonly world: World;
}

function answerProblems(part: Part, context: AnswerContext): readonly string[] {
  const { name, schema, facts } = part;
  const provided = [...facts.provides.values()].flatMap((fieldSet) => fieldSet.split(/\W+/));
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('_')) return [];
    const names = facts.interfaceObjects.has(type.name)
      ? implementorsOf(context.monolith.fullSchema, type.name)
      : [type.name];
    const nodes = context.nodes.filter((node) => names.includes(node.type));
    return Object.values(type.getFields()).flatMap((field) => {
      const coordinate = `${type.name}.${field.name}`;
      const isAnswered = !facts.external.has(coordinate) || provided.includes(field.name);
      if (!isAnswered || field.name.startsWith('_') || context.overridden.get(name)?.has(coordinate)) return [];
      const isShared = facts.interfaceObjects.has(type.name);
      const isSound = nodes.every((node) => {
        const datum = node.facts[field.name];
        const whole = wholeType(context.monolith, node.type, field.name);
        if (datum === undefined || whole === undefined) return false;
        return fits(datum, field.type, whole, { part, context }) && (!isShared || isKeptWhole(datum, whole, context));
      });
      return isSound ? [] : [`${name}: data of ${coordinate}`];
    });
  });
}

function wholeType(monolith: Monolith, typeName: string, fieldName: string): GraphQLOutputType | undefined {
  const type = monolith.fullSchema.getType(typeName);
  return isObjectType(type) ? type.getFields()[fieldName]?.type : undefined;
}

function isKeptWhole(datum: Datum, type: GraphQLOutputType, { monolith, world }: AnswerContext): boolean {
  return isWholeValue(datum, type, { schema: monolith.fullSchema, entities: world.entities });
}

/** Whether a datum is one that a subgraph can answer, given its own type of the field and that of the whole graph. */
function fits(
  datum: Datum,
  type: GraphQLOutputType,
  whole: GraphQLOutputType,
  where: { readonly part: Part; readonly context: AnswerContext },
): boolean {
  if (datum !== null && typeof datum === 'object' && 'choose' in datum) {
    return datum.choose.every((choice) => fits(choice, type, whole, where));
  }
  const isMissing = datum === null || (typeof datum === 'object' && 'fault' in datum);
  if (isNonNullType(type)) {
    const isPromised = isNonNullType(whole);
    return (
      (isPromised || isKeptWhole(datum, type, where.context)) &&
      fits(datum, type.ofType, isPromised ? whole.ofType : whole, where)
    );
  }
  const bare = isNonNullType(whole) ? whole.ofType : whole;
  if (isMissing) return true;
  if (isListType(type)) {
    return isListType(bare) && isList(datum) && datum.every((item) => fits(item, type.ofType, bare.ofType, where));
  }
  if (isEnumType(type)) return type.getValue(String(datum)) !== undefined;
  if (typeof datum !== 'object' || isList(datum)) return true;
  const { part, context } = where;
  const target =
    'ref' in datum ? context.world.entities[datum.ref]?.type : 'object' in datum ? datum.object : undefined;
  return target === undefined || canAnswer(part, type, target, context.monolith);
}

function canAnswer({ schema, facts }: Part, type: GraphQLOutputType, target: string, monolith: Monolith): boolean {
  const standIn = [...facts.interfaceObjects].find((name) =>
    implementorsOf(monolith.fullSchema, name).includes(target),
  );
  const here = schema.getType(target) ?? (standIn === undefined ? undefined : schema.getType(standIn));
  if (!isObjectType(here)) return false;
  return isAbstractType(type) ? schema.isSubType(type, here) : type === here;
}
