import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { valueAt } from '../connectors/field-set.js';
import { hash, pick } from './hash.js';
import { type KeyPath, keyValue, numberIn } from './mock-keys.js';

/** The entities of a mocked source: as many as anybody asks for, each known by a number. */
export interface MockEntities {
  /** Whether objects of the type have a key. */
  isEntity(typeName: string): boolean;
  /** Names of the fields that stand in keys of the type, nested ones by their first name. */
  keyFields(typeName: string): ReadonlySet<string>;
  /**
   * The number of the entity of which this is known.
   *
   * @returns Undefined when no whole key is.
   */
  numberOf(typeName: string, known: Readonly<Record<string, unknown>>): number | undefined;
  /** The number of the item of a list of entities of the type that starts at `first`. Other items have other numbers. */
  nthNumber(type: GraphQLObjectType, first: number, index: number): number;
  /** The object type of the entity with a number. Undefined for a union. */
  concreteType(type: GraphQLNamedType, entity: number): GraphQLObjectType | undefined;
  /** The key fields of an entity as JSON, as far as they can be made of its number. */
  keysOf(type: GraphQLObjectType, entity: number): Readonly<Record<string, unknown>>;
  /** What all other values of an entity follow from. */
  origin(typeName: string, entity: number): string;
}

/** Most numbers that are tried for one of a type; of an interface few types can be rarer than this. */
const maxTries = 256;

/**
 * Numbers the entities of a subgraph. An entity whose key was made here has the number in its key; one whose key came from
 * elsewhere has one that follows from the key. Types of an interface with a key share its numbers, so that it is known of
 * which of them an entity is that is asked for by the interface.
 *
 * @param keys The leaves of each key, by type and interface.
 */
export function createMockEntities(
  schema: GraphQLSchema,
  keys: ReadonlyMap<string, ReadonlyArray<readonly KeyPath[]>>,
): MockEntities {
  const family = (typeName: string): string => {
    const type = schema.getType(typeName);
    const shared = isObjectType(type) ? type.getInterfaces().find(({ name }) => keys.has(name)) : undefined;
    return shared?.name ?? typeName;
  };
  const keysNamed = (typeName: string) => keys.get(typeName) ?? keys.get(family(typeName)) ?? [];
  const concreteType: MockEntities['concreteType'] = (type, entity) => {
    if (isObjectType(type)) return type;
    if (!isInterfaceType(type)) return undefined;
    return pick(schema.getPossibleTypes(type), hash(`${type.name}:${entity}`));
  };
  const valuesAt = (known: Readonly<Record<string, unknown>>, paths: readonly KeyPath[]): readonly string[] =>
    paths.map((path) => {
      const value = valueAt(known, path);
      // Services send 7 and "7" for one ID.
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    });
  const keysOf: MockEntities['keysOf'] = (type, entity) => {
    const made: Record<string, unknown> = Object.create(null);
    for (const path of keysNamed(type.name).flat()) {
      const value = keyValue(family(type.name), type, { path, entity });
      if (value !== undefined) setAt(made, path, value);
    }
    return made;
  };

  return {
    isEntity: (typeName) => keysNamed(typeName).length > 0,
    keyFields: (typeName) => new Set(keysNamed(typeName).flatMap((paths) => paths.map(([first = '']) => first))),
    numberOf(typeName, known) {
      const whole = keysNamed(typeName).find((paths) => paths.every((path) => (valueAt(known, path) ?? null) !== null));
      if (whole === undefined) return undefined;
      const values = valuesAt(known, whole);
      const type = schema.getType(typeName);
      for (const path of whole) {
        const entity = numberIn(valueAt(known, path));
        const concrete = entity === undefined || type === undefined ? undefined : concreteType(type, entity);
        if (entity === undefined || concrete === undefined) continue;
        if (valuesAt(keysOf(concrete, entity), whole).every((value, index) => value === values[index])) return entity;
      }
      // 31 bits, so that it fits into an Int, which another key of the type may be.
      return hash(`${family(typeName)} ${JSON.stringify(values)}`) >>> 1;
    },
    nthNumber(type, first, index) {
      const parent = schema.getType(family(type.name));
      if (parent === undefined || parent === type) return first + index;
      const start = first + index * maxTries;
      for (let entity = start; entity < start + maxTries; entity += 1) {
        if (concreteType(parent, entity) === type) return entity;
      }
      return start;
    },
    concreteType,
    keysOf,
    origin: (typeName, entity) => `${family(typeName)}:${entity}`,
  };
}

function setAt(object: Record<string, unknown>, [first = '', ...rest]: KeyPath, value: unknown): void {
  if (rest.length === 0) {
    object[first] = value;
    return;
  }
  const inner = (object[first] as Record<string, unknown> | undefined) ?? Object.create(null);
  object[first] = inner;
  setAt(inner, rest, value);
}
