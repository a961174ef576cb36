import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { createObject, isJsonObject, ownValue } from '../json.js';

/**
 * Makes of a value mapped from XML what the schema says it is, where XML cannot say it itself: one element is a list of
 * one where the schema has a list; an element with attributes is its text where the schema has a scalar, unless that is called `JSON` or the like; `true` and `1`
 * are booleans; an empty element is null where the schema has anything but a text.
 *
 * Numbers stay texts, which GraphQL's own scalars read, so that no digit of a decimal or a 64-bit integer is lost.
 * Recursive: mapped values are bounded in depth. O(size).
 *
 * @param type What the mapping gives.
 */
export function fitToType(value: unknown, type: GraphQLOutputType, schema: GraphQLSchema): unknown {
  if (value === null || value === undefined) return value;
  if (isNonNullType(type)) return fitToType(value, type.ofType, schema);
  if (isListType(type)) {
    if (value === '') return [];
    return (Array.isArray(value) ? value : [value]).map((item) => fitToType(item, type.ofType, schema) ?? null);
  }
  if (isLeafType(type)) return fitLeaf(value, type);
  if (value === '') return null;
  if (!isJsonObject(value)) return value;
  const name = isObjectType(type) ? type.name : ownValue(value, '__typename');
  const concrete = typeof name === 'string' ? schema.getType(name) : undefined;
  if (!isObjectType(concrete)) return value;
  const fields = concrete.getFields();
  const fitted = createObject();
  for (const key of Object.keys(value)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    fitted[key] = field === undefined ? value[key] : fitToType(value[key], field.type, schema);
  }
  return fitted;
}

/** Scalars by whose names anything may be in them; others have a text. */
const anyScalar = /^_?(?:any|json|map|object)/i;

function fitLeaf(value: unknown, type: GraphQLLeafType): unknown {
  const holdsObjects = isScalarType(type) && !isSpecifiedScalarType(type) && anyScalar.test(type.name);
  const text = !holdsObjects && isJsonObject(value) ? (ownValue(value, '#text') ?? '') : value;
  if (typeof text !== 'string') return text;
  if (type === GraphQLBoolean) return booleans.get(text.trim()) ?? (text.trim() === '' ? null : text);
  if (type === GraphQLInt || type === GraphQLFloat) return text.trim() === '' ? null : text.trim();
  return text;
}

/** Spec: XML Schema Part 2, boolean. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
