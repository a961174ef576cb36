import { describeKind } from '../../json.js';
import { didYouMean } from '../../mapping/suggest.js';
import type { SimpleType } from '../xsd/xsd-model.js';
import { SoapInputError } from './input-error.js';

/**
 * A JSON value as the text of a simple type.
 *
 * @throws {SoapInputError} for an object, for text that is not of the type, for a value that its enumeration lacks.
 */
export function formatSimple(type: SimpleType, value: unknown, path: string): string {
  if (!type.list) {
    return formatOne(type, value, path);
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item, index) => formatOne(type, item, `${path}[${index}]`)).join(' ');
}

function formatOne(type: SimpleType, value: unknown, path: string): string {
  const text = toText(value, path);
  const collapsed = type.value === 'string' ? text : text.trim();
  if (type.pattern?.test(collapsed) === false) {
    throw new SoapInputError(path, `is no ${type.name ?? 'value of its type'}`);
  }
  if (type.enumeration !== undefined && !type.enumeration.has(collapsed)) {
    throw new SoapInputError(path, `is none of the values of ${type.name ?? 'its type'}${valuesOf(type, collapsed)}`);
  }
  return collapsed;
}

function toText(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return plainNumber(value);
    case 'bigint':
      return value.toString();
    default:
      throw new SoapInputError(path, `takes a scalar: it is ${describeKind(value)}`);
  }
}

/** xsd:decimal and the integers have no exponents; JavaScript writes very large and very small numbers with one. */
function plainNumber(value: number): string {
  const text = String(value);
  const [, sign = '', first = '', rest = '', exponent = ''] = /^(-?)(\d)\.?(\d*)e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === '') {
    return text;
  }
  const shift = Number(exponent);
  return shift < 0 ? `${sign}0.${'0'.repeat(-shift - 1)}${first}${rest}` : `${sign}${first}${rest.padEnd(shift, '0')}`;
}

function valuesOf(type: SimpleType, text: string): string {
  const values = [...(type.enumeration ?? [])];
  return values.length > 10 ? didYouMean(text, values) : `: ${values.join(', ')}`;
}
