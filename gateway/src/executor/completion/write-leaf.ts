import { GraphQLError, type GraphQLLeafType, isEnumType } from 'graphql';
import { jsonString } from '../json-string.js';
import type { WriteValue } from './completion.js';

const maxInt = 2_147_483_647;
const minInt = -2_147_483_648;

/**
 * Writes scalars and enum values. What a source sends in the expected JSON type is written straight away; anything else
 * goes through the type's own result coercion, whose error becomes the field's.
 *
 * Spec: GraphQL specification, section "Scalars", result coercion.
 */
export function leafWriter(type: GraphQLLeafType): WriteValue {
  if (isEnumType(type)) {
    const texts = new Map(type.getValues().map((value) => [value.name as unknown, JSON.stringify(value.name)]));
    return (value, depth, run) => {
      const text = texts.get(value);
      if (text === undefined) {
        // Without the value: it may be one that this graph hides.
        run.fail(depth, `Cannot represent a value as "${type.name}"`);
      }
      return text;
    };
  }
  const coerce = coercingWriter(type);
  switch (type.name) {
    case 'String':
    case 'ID':
      return (value, depth, run) => (typeof value === 'string' ? jsonString(value) : coerce(value, depth, run));
    case 'Boolean':
      return (value, depth, run) => (value === true ? 'true' : value === false ? 'false' : coerce(value, depth, run));
    case 'Int':
      return (value, depth, run) =>
        typeof value === 'number' && Number.isInteger(value) && value >= minInt && value <= maxInt
          ? `${value}`
          : coerce(value, depth, run);
    case 'Float':
      return (value, depth, run) =>
        typeof value === 'number' && Number.isFinite(value) ? JSON.stringify(value) : coerce(value, depth, run);
    default:
      // A custom scalar has no meaning here; whatever JSON its source sent is passed on.
      return (value, depth, run) => (typeof value === 'string' ? jsonString(value) : coerce(value, depth, run));
  }
}

/** Fails on values that do not fit, and on JSON that is nested so deeply that it can be read but not written. */
function coercingWriter(type: GraphQLLeafType): WriteValue {
  return (value, depth, run) => {
    try {
      return JSON.stringify(type.serialize(value));
    } catch (error) {
      run.fail(depth, error instanceof GraphQLError ? error.message : `Cannot represent a value as "${type.name}"`);
      return undefined;
    }
  };
}
