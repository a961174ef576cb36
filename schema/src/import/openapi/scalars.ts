import type { ScalarModel } from '../sdl/subgraph-model.js';
import { type JsonObject, ownValue, textAt } from './json-node.js';

/** Scalars that imported subgraphs use: GraphQL's own, and those that keep what these would lose. */
export type ScalarName =
  | 'String'
  | 'Int'
  | 'Float'
  | 'Boolean'
  | 'ID'
  | 'Long'
  | 'Decimal'
  | 'Date'
  | 'DateTime'
  | 'Base64'
  | 'JSON';

const descriptions: Partial<Readonly<Record<ScalarName, string>>> = {
  Long: 'A whole number of up to 64 bits: a number where JSON keeps it exact (up to 2^53), text beyond.',
  Decimal: 'A decimal number of any precision: a number where JSON keeps it exact, text beyond.',
  Date: 'A day, RFC 3339: 2031-12-24.',
  DateTime: 'An instant, RFC 3339: 2031-12-24T18:00:00Z.',
  Base64: 'Bytes as Base64 text.',
  JSON: 'Any JSON value.',
};

/** The definition of a scalar; undefined for those that GraphQL has itself. */
export function scalarModel(name: string): ScalarModel | undefined {
  const description = Object.hasOwn(descriptions, name) ? descriptions[name as ScalarName] : undefined;
  return description === undefined ? undefined : { kind: 'scalar', name, description };
}

const stringFormats: Readonly<Record<string, ScalarName>> = {
  date: 'Date',
  'date-time': 'DateTime',
  uuid: 'ID',
  byte: 'Base64',
  base64: 'Base64',
  int64: 'Long',
  uint64: 'Long',
  decimal: 'Decimal',
};

const integerFormats: Readonly<Record<string, ScalarName>> = {
  int64: 'Long',
  uint64: 'Long',
  uint32: 'Long',
  long: 'Long',
};

const int32 = { min: -2_147_483_648, max: 2_147_483_647 };

/**
 * The scalar for a type and format of JSON Schema.
 *
 * An integer without a format is an `Int`, which is what its writer mostly means, unless a bound, default or example in
 * the schema shows that it may be larger: then it is a `Long`.
 */
export function scalarOf(type: string, schema: JsonObject): ScalarName {
  const format = textAt(schema, 'format') ?? '';
  switch (type) {
    case 'integer':
      return Object.hasOwn(integerFormats, format) ? (integerFormats[format] ?? 'Int') : plainInteger(schema);
    case 'number':
      return format === 'decimal' ? 'Decimal' : 'Float';
    case 'boolean':
      return 'Boolean';
    default: {
      if (textAt(schema, 'contentEncoding')?.toLowerCase() === 'base64') return 'Base64';
      return Object.hasOwn(stringFormats, format) ? (stringFormats[format] ?? 'String') : 'String';
    }
  }
}

function plainInteger(schema: JsonObject): ScalarName {
  const shown = ['minimum', 'maximum', 'default', 'example', 'const'].map((key) => ownValue(schema, key));
  const isLarge = shown.some((value) => typeof value === 'number' && (value < int32.min || value > int32.max));
  return isLarge ? 'Long' : 'Int';
}
