import { describeKind, sameJson } from '../../json.js';
import type { MappingMethod } from './method.js';

/** `eq(value)`: whether input and argument are equal. */
export const eq: MappingMethod = {
  name: 'eq',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => sameJson(input, call.arg(0, input)),
};

/** `ne(value)`: whether input and argument differ. */
export const ne: MappingMethod = {
  name: 'ne',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => !sameJson(input, call.arg(0, input)),
};

/** `not`: the opposite of a boolean. */
export const not: MappingMethod = {
  name: 'not',
  minArgs: 0,
  maxArgs: 0,
  apply: (input, call) =>
    typeof input === 'boolean' ? !input : call.problem(`->not needs a boolean: got ${describeKind(input)}`),
};

/** `and(a, …)`: whether the input and every argument are true; later arguments of a false one are not looked at. */
export const and: MappingMethod = connective('and', false);

/** `or(a, …)`: whether the input or any argument is true; later arguments of a true one are not looked at. */
export const or: MappingMethod = connective('or', true);

/** A connective whose answer is known as soon as one operand is `deciding`. */
function connective(name: string, deciding: boolean): MappingMethod {
  return {
    name,
    minArgs: 1,
    maxArgs: Number.POSITIVE_INFINITY,
    apply(input, call) {
      for (let index = -1; index < call.argCount; index += 1) {
        const operand = index < 0 ? input : call.arg(index, input);
        if (typeof operand !== 'boolean') return call.problem(`->${name} needs booleans: got ${describeKind(operand)}`);
        if (operand === deciding) return deciding;
      }
      return !deciding;
    },
  };
}
