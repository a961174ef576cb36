import type { ScalarName } from '../sdl/scalar-models.js';
import { type JsonObject, ownValue, textAt } from './json-node.js';

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
