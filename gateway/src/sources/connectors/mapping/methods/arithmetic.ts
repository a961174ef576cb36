import { describeKind } from '../../json.js';
import type { MappingMethod } from './method.js';

/** `add(a, …)`: the input and every argument added up. */
export const add: MappingMethod = arithmetic('add', (left, right) => left + right);

/** `sub(a, …)`: the input less every argument, from left to right. */
export const sub: MappingMethod = arithmetic('sub', (left, right) => left - right);

/** `mul(a, …)`: the input times every argument. */
export const mul: MappingMethod = arithmetic('mul', (left, right) => left * right);

/** `div(a, …)`: the input divided by every argument, from left to right; 7 by 2 is 3.5. */
export const div: MappingMethod = arithmetic('div', (left, right) => left / right);

/** `mod(a, …)`: what is left of the division; it has the sign of the input. */
export const mod: MappingMethod = arithmetic('mod', (left, right) => left % right);

/** JSON has neither infinity nor NaN, so a result that is no number is a problem. */
function arithmetic(name: string, combine: (left: number, right: number) => number): MappingMethod {
  return {
    name,
    since: 'v0.3',
    minArgs: 1,
    maxArgs: Number.POSITIVE_INFINITY,
    apply(input, call) {
      if (typeof input !== 'number') return call.problem(`->${name} needs numbers: got ${describeKind(input)}`);
      let result = input;
      for (let index = 0; index < call.argCount; index += 1) {
        const operand = call.arg(index, input);
        if (typeof operand !== 'number') return call.problem(`->${name} needs numbers: got ${describeKind(operand)}`);
        result = combine(result, operand);
      }
      return Number.isFinite(result) ? result : call.problem(`->${name} has no result that is a number`);
    },
  };
}
