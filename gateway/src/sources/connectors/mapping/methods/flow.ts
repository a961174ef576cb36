import { isJsonObject, sameJson } from '../../json.js';
import type { MappingMethod } from './method.js';

/** `echo(value)`: the argument, `@` being the input. */
export const echo: MappingMethod = {
  name: 'echo',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => call.arg(0, input),
};

/** `match([a, x], [b, y], [@, other])`: the second item of the first pair whose first item equals the input. */
export const match: MappingMethod = {
  name: 'match',
  minArgs: 1,
  maxArgs: Number.POSITIVE_INFINITY,
  apply(input, call) {
    for (let index = 0; index < call.argCount; index += 1) {
      const pair = call.expression(index);
      const [candidate, result] = pair?.kind === 'array' ? pair.items : [];
      if (candidate === undefined || result === undefined) {
        return call.problem('Expected each argument of ->match to be a pair such as ["a", "b"]');
      }
      if (sameJson(call.evaluate(candidate, input), input)) return call.evaluate(result, input);
    }
    return call.problem('No pair of ->match equals the value, and there is no [@, …] for the rest');
  },
};

/** `entries`: an object as a list of `{ key, value }`. */
export const entries: MappingMethod = {
  name: 'entries',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (!isJsonObject(input)) return call.problem('->entries needs an object');
    return Object.entries(input).map(([key, value]) => ({ key, value }));
  },
};
