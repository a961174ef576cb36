import { type GraphQLNamedType, type GraphQLObjectType, getNamedType, isEnumType, isObjectType } from 'graphql';
import { hash, pick } from './hash.js';

/** Names from an entity down to a leaf of one of its keys. */
export type KeyPath = readonly string[];

/** How many entities of a type others refer to, so that references of different sources meet. */
export const population = 100;

/**
 * Makes the value of a leaf of a key: `product-17`, 17, a UUID that ends in 17, the day that is the 17th from some first one. It does not depend on the seed, so that
 * all mocked sources agree on it.
 *
 * @param family What the type is called, or its interface that has the key.
 * @returns Undefined for what is no leaf.
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
  switch (type.name) {
    case 'Int':
    case 'Float':
      return entity;
    case 'Boolean':
      return hash(`${family} ${field} ${entity}`) % 2 === 0;
    case 'ID':
    case 'String':
      return textOf(family, kebabCase(field), entity);
    default:
      return valueOfScalar(family, { scalar: kebabCase(type.name), field: kebabCase(field), entity });
  }
}

/** Scalars of one's own say by their names what they hold; else fields do. */
function valueOfScalar(
  family: string,
  { scalar, field, entity }: { readonly scalar: string; readonly field: string; readonly entity: number },
): unknown {
  if (/date-?time|timestamp|instant/.test(scalar)) return `${dayOf(entity)}T00:00:00.000Z`;
  if (/date|uuid|guid|e-?mail|ur[il]$/.test(scalar)) return textOf(family, scalar, entity);
  if (/long|big-?int|\bint|integer|short|number/.test(scalar)) return entity;
  return textOf(family, field, entity);
}

function textOf(family: string, word: string, entity: number): string {
  if (/uuid|guid/.test(word)) return uuidOf(family, entity);
  if (/e-?mail/.test(word)) return `${kebabCase(family)}-${entity}@example.com`;
  if (/ur[il]$|website|href/.test(word)) return `https://www.example.com/${kebabCase(family)}-${entity}`;
  if (/\b(date|day|on|since|until|earliest|latest)$/.test(word)) return dayOf(entity);
  return `${word === 'id' ? kebabCase(family) : word}-${entity}`;
}

const firstDay = Date.UTC(2023, 0, 1);
const dayMs = 86_400_000;

/** A day for each number, up to what a date can be. */
function dayOf(entity: number): string {
  return new Date(firstDay + (entity % 1_000_000) * dayMs).toISOString().slice(0, 10);
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
  const day = /^\d{4}-\d\d-\d\d(?=$|T00:00:00\.000Z$)/.exec(value)?.[0];
  if (day !== undefined) return Math.max((Date.parse(day) - firstDay) / dayMs, 0) || undefined;
  const digits = /(?:^|-)(\d{1,10})(?:@example\.com)?$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `createdAt` and `created_at` as `created-at`. */
export function kebabCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
