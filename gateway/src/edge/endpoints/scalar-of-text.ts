import { type GraphQLInputType, getNullableType } from 'graphql';

const integer = /^[+-]?\d{1,15}$/;
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The value that a text stands for, by the type of its place: a number for Int and Float, true or false for Boolean, and
 * the text itself for everything else: strings, IDs, enum values and the schema's own scalars, of which no digit is lost.
 * A text that is no such value stays one, for the operation's coercion of variables to say what is wrong with it.
 *
 * Spec: XML Schema Part 2, whose lexical forms of `int`, `double` and `boolean` these are, `INF` and `NaN` left out.
 */
export function scalarOfText(type: GraphQLInputType, text: string): unknown {
  const trimmed = text.trim();
  switch (String(getNullableType(type))) {
    case 'Int':
      return integer.test(trimmed) ? Number(trimmed) : text;
    case 'Float': {
      const value = decimal.test(trimmed) ? Number(trimmed) : Number.NaN;
      return Number.isFinite(value) ? value : text;
    }
    case 'Boolean':
      return booleans.get(trimmed) ?? text;
    default:
      return text;
  }
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
