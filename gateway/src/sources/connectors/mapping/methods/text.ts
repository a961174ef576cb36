import { describeKind, isTooDeep } from '../../json.js';
import type { MappingMethod } from './method.js';

/** `toString`: a scalar as text; null is the empty string. */
export const toStringMethod: MappingMethod = {
  name: 'toString',
  since: 'v0.3',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (input === null) return '';
    if (typeof input === 'object') return call.problem(`->toString needs a scalar: got ${describeKind(input)}`);
    return String(input);
  },
};

/** `jsonStringify`: any value as JSON text. */
export const jsonStringify: MappingMethod = {
  name: 'jsonStringify',
  since: 'v0.1',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (isTooDeep(input, call.spend)) return call.problem('->jsonStringify cannot write a value nested so deeply');
    const text = JSON.stringify(input);
    call.spend(text.length);
    return text;
  },
};

/** `parseInt(base)`: a text or number as a whole number, what is behind the point cut off; `base` 2 to 36, else 10. */
export const parseIntMethod: MappingMethod = {
  name: 'parseInt',
  since: 'v0.3',
  minArgs: 0,
  maxArgs: 1,
  apply(input, call) {
    const base = call.argCount === 0 ? 10 : call.arg(0, input);
    if (typeof base !== 'number' || !Number.isInteger(base) || base < 2 || base > 36) {
      return call.problem('->parseInt needs a base from 2 to 36');
    }
    if (typeof input === 'number') return Math.trunc(input);
    if (typeof input !== 'string')
      return call.problem(`->parseInt needs a string or a number: got ${describeKind(input)}`);
    const value = wholeNumber(input.trim(), base);
    if (value === undefined) return call.problem(`->parseInt got a text that is no whole number to base ${base}`);
    return Number.isSafeInteger(value) ? value : call.problem('->parseInt got a number that is too large to be exact');
  },
};

/** `Number.parseInt` takes what it can of `12abc`; a value that is half understood is none. */
function wholeNumber(text: string, base: number): number | undefined {
  const [, digits, fraction] = /^[+-]?([0-9a-z]+)(\.[0-9]+)?$/i.exec(text) ?? [];
  if (digits === undefined || (fraction !== undefined && base !== 10)) return undefined;
  const isNumber = [...digits].every((digit) => Number.parseInt(digit, 36) < base);
  return isNumber ? Number.parseInt(text, base) : undefined;
}

/** `jsonParse`: JSON text as the value it stands for. */
export const jsonParse: MappingMethod = {
  name: 'jsonParse',
  since: 'v0.3',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (typeof input !== 'string') return call.problem(`->jsonParse needs a string: got ${describeKind(input)}`);
    call.spend(input.length);
    try {
      const value: unknown = JSON.parse(input);
      return isTooDeep(value) ? call.problem('->jsonParse got a value nested too deeply') : value;
    } catch {
      // The parser's message repeats the text, which may hold what nobody should read.
      return call.problem('->jsonParse got text that is not JSON');
    }
  },
};
