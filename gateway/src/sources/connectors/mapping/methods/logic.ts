import { describeKind, sameJson } from '../../json.js';
import type { MappingMethod, MethodCall } from './method.js';

/** `eq(value)`: whether input and argument are equal. */
export const eq: MappingMethod = {
  name: 'eq',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => sameJson(input, call.arg(0, input), call.spend),
};

/** `ne(value)`: whether input and argument differ. */
export const ne: MappingMethod = {
  name: 'ne',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => !sameJson(input, call.arg(0, input), call.spend),
};

/** `in(list)` or `in(a, b, …)`: whether the input equals one of the items. */
export const isIn: MappingMethod = {
  name: 'in',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: Number.POSITIVE_INFINITY,
  apply(input, call) {
    const first = call.arg(0, input);
    if (call.argCount === 1 && Array.isArray(first)) return first.some((item) => sameJson(item, input, call.spend));
    for (let index = 0; index < call.argCount; index += 1) {
      if (sameJson(index === 0 ? first : call.arg(index, input), input, call.spend)) return true;
    }
    return false;
  },
};

/** `contains(value)`: whether a list has an item that equals the argument. */
export const contains: MappingMethod = {
  name: 'contains',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: 1,
  apply(input, call) {
    if (!Array.isArray(input)) return call.problem(`->contains needs a list: got ${describeKind(input)}`);
    const wanted = call.arg(0, input);
    return input.some((item) => sameJson(item, wanted, call.spend));
  },
};

/** `gt(value)`: whether the input is greater than the argument, both numbers or both strings. */
export const gt: MappingMethod = comparison('gt', (order) => order > 0);

/** `gte(value)`: whether the input is greater than or equal to the argument. */
export const gte: MappingMethod = comparison('gte', (order) => order >= 0);

/** `lt(value)`: whether the input is less than the argument. */
export const lt: MappingMethod = comparison('lt', (order) => order < 0);

/** `lte(value)`: whether the input is less than or equal to the argument. */
export const lte: MappingMethod = comparison('lte', (order) => order <= 0);

/** `not`: the opposite of a boolean. */
export const not: MappingMethod = {
  name: 'not',
  since: 'v0.3',
  minArgs: 0,
  maxArgs: 0,
  apply: (input, call) =>
    typeof input === 'boolean' ? !input : call.problem(`->not needs a boolean: got ${describeKind(input)}`),
};

/** `and(a, …)`: whether the input and every argument are true; later arguments of a false one are not looked at. */
export const and: MappingMethod = connective('and', false);

/** `or(a, …)`: whether the input or any argument is true; later arguments of a true one are not looked at. */
export const or: MappingMethod = connective('or', true);

/** Strings compare by UTF-16 code units, as JavaScript's `<` has it. */
function comparison(name: string, holds: (order: number) => boolean): MappingMethod {
  return {
    name,
    since: 'v0.3',
    minArgs: 1,
    maxArgs: 1,
    apply(input, call) {
      const order = compare(input, call.arg(0, input));
      return order === undefined ? incomparable(name, input, call) : holds(order);
    },
  };
}

function compare(left: unknown, right: unknown): number | undefined {
  const comparable =
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!comparable) return undefined;
  return left === right ? 0 : left < right ? -1 : 1;
}

function incomparable(name: string, input: unknown, call: MethodCall): undefined {
  const other = describeKind(call.arg(0, input));
  return call.problem(`->${name} needs two numbers or two strings: got ${describeKind(input)} and ${other}`);
}

/** A connective whose answer is known as soon as one operand is `deciding`. */
function connective(name: string, deciding: boolean): MappingMethod {
  return {
    name,
    since: 'v0.3',
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
