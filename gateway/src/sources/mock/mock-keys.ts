import { type GraphQLNamedType, type GraphQLObjectType, getNamedType, isEnumType, isObjectType } from 'graphql';
import { hash, pick } from './hash.js';

/** Names from an entity down to a leaf of one of its keys. */
export type KeyPath = readonly string[];

/** How many entities of a type others refer to, so that references of different sources meet. */
export const population = 100;

/**
 * Makes the value of a leaf of a key: `product-17`, 17, or a UUID that ends in 17. It does not depend on the seed, so that
 * all mocked sources agree on it.
 *
 * @param family What the type is called, or its interface that has the key.
 * @returns Undefined where a value of the type cannot be made of a number, as of a scalar of one's own.
 */
export function keyValue(
  family: string,
  type: GraphQLObjectType,
  { path, entity }: { readonly path: KeyPath; readonly entity: number },
): unknown {
  const [field = '', ...rest] = path;
  const named = getNamedType(type.getFields()[field]?.type);
  if (named === undefined) return undefined;
  if (rest.length > 0) {
    if (!isObjectType(named)) return undefined;
    const inner = 1 + (hash(`${family} ${field} ${entity}`) % population);
    return keyValue(named.name, named, { path: rest, entity: inner });
  }
  return leafValue(family, named, { field, entity });
}

function leafValue(
  family: string,
  type: GraphQLNamedType,
  { field, entity }: { readonly field: string; readonly entity: number },
): unknown {
  if (isEnumType(type)) return pick(type.getValues(), hash(`${family} ${field} ${entity}`))?.name;
  if (/uuid|guid/i.test(`${type.name} ${field}`) && type.name !== 'Int') return uuidOf(family, entity);
  switch (type.name) {
    case 'ID':
    case 'String': {
      const word = kebabCase(field);
      return `${word === 'id' ? kebabCase(family) : word}-${entity}`;
    }
    case 'Int':
    case 'Float':
      return entity;
    case 'Boolean':
      return hash(`${family} ${field} ${entity}`) % 2 === 0;
    default:
      return undefined;
  }
}

/** Spec: RFC 9562 section 5.8, version 8, the number in its last twelve digits. */
function uuidOf(family: string, entity: number): string {
  const digits = (length: number, salt: string): string =>
    hash(`${salt} ${family} ${entity}`).toString(16).padStart(8, '0').slice(0, length);
  return `${digits(8, 'a')}-${digits(4, 'b')}-8${digits(3, 'c')}-a${digits(3, 'd')}-${entity.toString(16).padStart(12, '0')}`;
}

/** The number that a value of a key would have been made of. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const uuid = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-([\da-f]{12})$/.exec(value)?.[1];
  if (uuid !== undefined) return Number.parseInt(uuid, 16);
  const digits = /-(\d{1,10})$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `createdAt` and `created_at` as `created-at`. */
export function kebabCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
