import { describeKind, isTooDeep } from '../../json.js';
import type { MappingMethod } from './method.js';

/** `toString`: a scalar as text; null is the empty string. */
export const toStringMethod: MappingMethod = {
  name: 'toString',
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
  minArgs: 0,
  maxArgs: 0,
  apply: (input, call) =>
    isTooDeep(input) ? call.problem('->jsonStringify cannot write a value nested so deeply') : JSON.stringify(input),
};

/** `jsonParse`: JSON text as the value it stands for. */
export const jsonParse: MappingMethod = {
  name: 'jsonParse',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (typeof input !== 'string') return call.problem(`->jsonParse needs a string: got ${describeKind(input)}`);
    try {
      return JSON.parse(input) as unknown;
    } catch {
      // The parser's message repeats the text, which may hold what nobody should read.
      return call.problem('->jsonParse got text that is not JSON');
    }
  },
};
