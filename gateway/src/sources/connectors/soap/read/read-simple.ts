import type { SimpleType } from '../xsd/xsd-model.js';
import { SoapAnswerError } from './answer-error.js';

/**
 * The text of a simple type as JSON; see `ValueKind` for which kind becomes what.
 *
 * @param where The element or attribute, for the error.
 * @throws {SoapAnswerError} for text that is no value of a number or boolean type.
 */
export function readSimple(type: SimpleType, text: string, where: string): unknown {
  if (!type.list) {
    return readOne(type, text, where);
  }
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/).map((item) => readOne(type, item, where));
}

function readOne(type: SimpleType, text: string, where: string): unknown {
  switch (type.value) {
    case 'string':
      return text;
    case 'token':
      return text.trim().replace(/\s+/g, ' ');
    case 'qname':
      return text.trim().replace(/^.*:/, '');
    case 'exact':
      return emptyAsNull(text, (value) => value);
    case 'boolean':
      return emptyAsNull(text, (value) => readBoolean(value, where));
    case 'integer':
    case 'float':
      return emptyAsNull(text, (value) => readNumber(type, value, where));
  }
}

/** An empty number, boolean or date is against the schema and common: it says that there is no value. */
function emptyAsNull(text: string, read: (value: string) => unknown): unknown {
  const value = text.replace(/\s+/g, '');
  return value === '' ? null : read(value);
}

function readBoolean(text: string, where: string): boolean {
  if (text === 'true' || text === '1') {
    return true;
  }
  if (text === 'false' || text === '0') {
    return false;
  }
  throw new SoapAnswerError(`"${where}" is no boolean`);
}

function readNumber(type: SimpleType, text: string, where: string): number | string {
  if (type.pattern?.test(text) === false) {
    throw new SoapAnswerError(`"${where}" is no ${type.name ?? 'number'}`);
  }
  const value = Number(text);
  if (type.value === 'integer' && !Number.isSafeInteger(value)) {
    throw new SoapAnswerError(`"${where}" is larger than ${type.name ?? 'its type'} can be`);
  }
  // INF and NaN are values of xsd:double that JSON does not have.
  return Number.isFinite(value) ? value : text;
}
