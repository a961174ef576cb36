import { GraphQLError, type GraphQLLeafType, isEnumType } from 'graphql';
import type { WriteValue } from './completion.js';

const maxInt = 2_147_483_647;
const minInt = -2_147_483_648;

const trueText = Buffer.from('true');
const falseText = Buffer.from('false');

const writers = new WeakMap<GraphQLLeafType, WriteValue>();

/**
 * Writes scalars and enum values, the same writer for all fields of a type. What a source sends in the expected JSON type is written straight away; anything else
 * goes through the type's own result coercion, whose error becomes the field's.
 *
 * Spec: GraphQL specification, section "Scalars", result coercion.
 */
export function leafWriter(type: GraphQLLeafType): WriteValue {
  let writer = writers.get(type);
  if (writer === undefined) {
    writer = createWriter(type);
    writers.set(type, writer);
  }
  return writer;
}

function createWriter(type: GraphQLLeafType): WriteValue {
  if (isEnumType(type)) {
    return enumWriter(
      type.name,
      type.getValues().map(({ name }) => name),
    );
  }
  const coerce = coercingWriter(type);
  switch (type.name) {
    case 'Boolean':
      return (value, depth, run) => {
        if (typeof value !== 'boolean') {
          return coerce(value, depth, run);
        }
        run.writer.raw(value ? trueText : falseText);
        return true;
      };
    case 'Int':
      return numberWriter((value) => Number.isInteger(value) && value >= minInt && value <= maxInt, coerce);
    case 'Float':
      return numberWriter(Number.isFinite, coerce);
    default:
      // String and ID; and custom scalars, which have no meaning here: whatever JSON their source sent is passed on.
      return (value, depth, run) => {
        if (typeof value !== 'string') {
          return coerce(value, depth, run);
        }
        run.writer.string(value);
        return true;
      };
  }
}

function enumWriter(typeName: string, names: readonly string[]): WriteValue {
  const texts = new Map(names.map((name) => [name as unknown, Buffer.from(JSON.stringify(name))]));
  return (value, depth, run) => {
    const text = texts.get(value);
    if (text === undefined) {
      // Without the value: it may be one that this graph hides.
      run.fail(depth, `Cannot represent a value as "${typeName}"`);
      return false;
    }
    run.writer.raw(text);
    return true;
  };
}

function numberWriter(fits: (value: number) => boolean, coerce: WriteValue): WriteValue {
  return (value, depth, run) => {
    if (typeof value !== 'number' || !fits(value)) {
      return coerce(value, depth, run);
    }
    run.writer.number(value);
    return true;
  };
}

/** Fails on values that do not fit, and on JSON that is nested so deeply that it can be read but not written. */
function coercingWriter(type: GraphQLLeafType): WriteValue {
  return (value, depth, run) => {
    try {
      const text = JSON.stringify(type.serialize(value));
      if (text !== undefined) {
        run.writer.text(text);
        return true;
      }
      run.fail(depth, `Cannot represent a value as "${type.name}"`);
    } catch (error) {
      run.fail(depth, error instanceof GraphQLError ? error.message : `Cannot represent a value as "${type.name}"`);
    }
    return false;
  };
}
