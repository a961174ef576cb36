import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { canonicalJson, createObject } from '../connectors/json.js';
import type { ValuePlace } from './believable-values.js';
import { hash, pick } from './hash.js';
import { type AskedField, knownFromArguments, knownOfItems, type Slice, sliceOf } from './mock-arguments.js';
import type { MockEntities } from './mock-entities.js';
import type { MockHints } from './mock-hints.js';
import { population } from './mock-keys.js';
import { maxAnswerValues } from './mock-settings.js';

/** What mocked values follow from, the same for all fetches of a source. */
export interface MockData {
  readonly schema: GraphQLSchema;
  readonly entities: MockEntities;
  readonly hints: MockHints;
  readonly seed: number;
  readonly listSize: number;
  readonly nullRate: number;
  readonly makeValue: (place: ValuePlace, seed: number) => unknown;
}

/** One answer as it is made. */
export interface MockRun {
  /** Fields and items so far. */
  values: number;
}

/** Thrown where an answer has more than `maxAnswerValues`. */
export class MockOverflow extends Error {
  override readonly name = 'MockOverflow';
}

/** An object of a mocked answer: its fields are made when they are asked for. */
class MockObject {
  readonly __typename: string;
  /** What its values follow from: of an entity its number, of another object where it stands. */
  readonly origin: string;
  /** Values that are known before anything is made up. */
  readonly known: Readonly<Record<string, unknown>>;
  /** How long the lists in it are, where an argument further up says so, as of a connection. */
  readonly slice: Slice | undefined;
  /** What a mutation was given: what it answers has changed to that. */
  readonly changed: AskedField | undefined;

  constructor(place: Omit<MockObject, never>) {
    this.__typename = place.__typename;
    this.origin = place.origin;
    this.known = place.known;
    this.slice = place.slice;
    this.changed = place.changed;
  }
}

/** A place that needs a value. */
interface Place extends AskedField {
  readonly parent: MockObject;
  readonly parentType: GraphQLObjectType;
  readonly coordinate: string;
  /** What the value follows from, beside the seed. */
  readonly origin: string;
  readonly slice: Slice | undefined;
  readonly changed: AskedField | undefined;
  readonly run: MockRun;
}

/** Creates the one resolver that every field of a mocked subgraph has. */
export function createMockResolver(data: MockData): GraphQLFieldResolver<unknown, MockRun> {
  const { schema, entities, hints, seed, nullRate } = data;
  const hashed = (text: string): number => hash(`${seed} ${text}`);

  const spend = (run: MockRun, count: number): void => {
    run.values += count;
    if (run.values > maxAnswerValues) throw new MockOverflow(`The mocked answer has over ${maxAnswerValues} values`);
  };

  return (source, args, run, info) => {
    spend(run, 1);
    const place = placeOf(source instanceof MockObject ? source : rootObject(info), { args, run, info });
    if (info.fieldName === '_entities') return entitiesOf(args['representations'], place);
    const known = place.parent.known[info.fieldName];
    if (known !== undefined) return knownValue(known, info.returnType, place);
    return madeValue(info.returnType, place);
  };

  function placeOf(
    parent: MockObject,
    {
      args,
      run,
      info,
    }: { readonly args: Readonly<Record<string, unknown>>; readonly run: MockRun; readonly info: GraphQLResolveInfo },
  ): Place {
    const { parentType, fieldName } = info;
    const field = parentType.getFields()[fieldName] as GraphQLField<unknown, unknown>;
    const asked: AskedField = { field, args };
    const slice = sliceOf(asked);
    const deciding = Object.entries(args).filter(([name]) => !slice.names.has(name));
    const isMutation = parentType === schema.getMutationType();
    return {
      ...asked,
      run,
      parent,
      parentType,
      coordinate: `${parentType.name}.${fieldName}`,
      origin: `${parent.origin} ${fieldName}${deciding.length === 0 ? '' : canonicalJson(Object.fromEntries(deciding))}`,
      slice: slice.length === undefined && slice.offset === 0 ? parent.slice : slice,
      changed: isMutation ? asked : parent.changed,
    };
  }

  function entitiesOf(representations: unknown, place: Place): unknown {
    const list = Array.isArray(representations)
      ? (representations as ReadonlyArray<Readonly<Record<string, unknown>>>)
      : [];
    spend(place.run, list.length);
    return list.map((representation, index) => {
      const name = String(representation['__typename']);
      const entity = entities.numberOf(name, representation) ?? hashed(`${name} ${index}`);
      const type = schema.getType(name);
      const concrete = type && entities.concreteType(type, entity);
      if (concrete === undefined) return null;
      return entityObject(concrete, { entity, known: representation });
    });
  }

  /** A value that is known, in the shape that the field has. */
  function knownValue(known: unknown, type: GraphQLOutputType, place: Place): unknown {
    if (known === null) return null;
    if (isNonNullType(type)) return knownValue(known, type.ofType, place);
    if (isListType(type)) {
      if (!Array.isArray(known)) return madeValue(type, place);
      return known.map((item, index) =>
        knownValue(item, type.ofType, { ...place, origin: `${place.origin}[${index}]` }),
      );
    }
    if (isLeafType(type)) return known;
    const object = known as Readonly<Record<string, unknown>>;
    return objectOf(type, { place, start: 0, known: object });
  }

  function madeValue(type: GraphQLOutputType, place: Place): unknown {
    if (isNonNullType(type)) return requiredValue(type.ofType, place);
    // Keys are there always: nothing could be fetched by them else.
    const isKey = entities.keyFields(place.parentType.name).has(place.field.name);
    const isNull = !isKey && hashed(`null ${place.origin}`) < nullRate * 2 ** 32;
    return isNull ? null : requiredValue(type, place);
  }

  function requiredValue(type: GraphQLOutputType, place: Place): unknown {
    if (isListType(type)) return listOf(type.ofType, place);
    if (isLeafType(type)) return leafOf(type.name, place);
    return objectOf(type, { place, start: 0, known: undefined });
  }

  function leafOf(typeName: string, { coordinate, origin, field, parentType }: Place): unknown {
    const value = hashed(origin);
    const values = hints.fields.get(coordinate)?.values;
    if (values !== undefined) return pick(values, value);
    const type = schema.getType(typeName);
    if (isEnumType(type)) return pick(type.getValues(), value)?.value;
    return data.makeValue({ scalar: typeName, field: field.name, parent: parentType.name }, value);
  }

  function listOf(type: GraphQLOutputType, place: Place): unknown {
    const named = getNamedType(type);
    const isKey = (name: string): boolean => entities.keyFields(named.name).has(name);
    const wanted = isObjectType(named) ? knownOfItems(place, named, isKey) : undefined;
    const length =
      wanted?.length ?? place.slice?.length ?? hints.fields.get(place.coordinate)?.listSize ?? data.listSize;
    const offset = wanted === undefined ? (place.slice?.offset ?? 0) : 0;
    spend(place.run, length);
    return Array.from({ length }, (_, index) => {
      const item = { ...place, origin: `${place.origin}[${offset + index}]`, slice: undefined };
      if (isLeafType(type) || isListType(type) || isNonNullType(type)) {
        const inner = isNonNullType(type) ? type.ofType : type;
        if (isLeafType(inner) || isListType(inner)) return requiredValue(inner, item);
      }
      const start = { place: item, start: offset + index, known: wanted?.[index], listed: place.origin };
      return isAbstractType(named) || isObjectType(named) ? objectOf(named, start) : null;
    });
  }

  /** @param options.start Which item of a list it is: entities of a list are different ones. */
  function objectOf(
    type: GraphQLOutputType,
    options: {
      readonly place: Place;
      readonly start: number;
      readonly known: Readonly<Record<string, unknown>> | undefined;
      readonly listed?: string;
    },
  ): unknown {
    const { place, start } = options;
    const named = getNamedType(type);
    const chosen = isObjectType(named) ? named : concreteOf(named.name, place);
    if (chosen === undefined) return null;
    const known = { ...knownOf(chosen, place), ...options.known };
    if (!entities.isEntity(chosen.name)) return plainObject(chosen, known, place);
    const first = 1 + (hashed(options.listed ?? place.origin) % population);
    // Of an interface with a key it is known which of its types each entity has.
    const isShared = !isObjectType(named) && entities.isEntity(named.name);
    const keyed = isShared ? named.name : chosen.name;
    const found = entities.numberOf(keyed, known) ?? hintedEntity(keyed, known, first + start);
    const entity = found ?? (isShared ? first + start : entities.nthNumber(chosen, first, start));
    const concrete = isShared ? (entities.concreteType(named, entity) ?? chosen) : chosen;
    return entityObject(concrete, { entity, known });
  }

  /** One of the entities whose keys `@mock` names; puts its key into `known`. */
  function hintedEntity(typeName: string, known: Record<string, unknown>, index: number): number | undefined {
    for (const field of entities.keyFields(typeName)) {
      const values = hints.fields.get(`${typeName}.${field}`)?.values;
      if (values !== undefined) known[field] = values[index % values.length];
    }
    return entities.numberOf(typeName, known);
  }

  /** For a union, and an interface without a key of its own. */
  function concreteOf(name: string, place: Place): GraphQLObjectType | undefined {
    const type = schema.getType(name);
    return isAbstractType(type) ? pick(schema.getPossibleTypes(type), hashed(`type ${place.origin}`)) : undefined;
  }

  /** Of queries what says which entity is meant, of mutations whatever they were given. */
  function knownOf(type: GraphQLObjectType, place: Place): Record<string, unknown> {
    const isEntity = entities.isEntity(type.name);
    const keys = entities.keyFields(type.name);
    const changed = place.changed === undefined ? {} : knownFromArguments(place.changed, type, () => true);
    const asked = knownFromArguments(place, type, (name) => !isEntity || keys.has(name));
    return Object.assign(createObject(), changed, asked);
  }

  function plainObject(type: GraphQLObjectType, known: Readonly<Record<string, unknown>>, place: Place): MockObject {
    const { origin, slice, changed } = place;
    return new MockObject({ __typename: type.name, origin, known, slice, changed });
  }

  function entityObject(
    type: GraphQLObjectType,
    { entity, known }: { readonly entity: number; readonly known: Readonly<Record<string, unknown>> },
  ): MockObject {
    return new MockObject({
      __typename: type.name,
      origin: entities.origin(type.name, entity),
      known: Object.assign(createObject(), entities.keysOf(type, entity), known),
      slice: undefined,
      // What an entity refers to was not changed with it.
      changed: undefined,
    });
  }
}

function rootObject({ parentType }: GraphQLResolveInfo): MockObject {
  return new MockObject({
    __typename: parentType.name,
    origin: parentType.name,
    known: createObject(),
    slice: undefined,
    changed: undefined,
  });
}
