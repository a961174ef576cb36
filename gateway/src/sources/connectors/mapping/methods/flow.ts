import { isJsonObject, sameJson } from '../../json.js';
import type { MappingMethod } from './method.js';

/** `echo(value)`: the argument, `@` being the input. */
export const echo: MappingMethod = {
  name: 'echo',
  since: 'v0.1',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => call.arg(0, input),
};

/** `match([a, x], [b, y], [@, other])`: the second item of the first pair whose first item equals the input. */
export const match: MappingMethod = {
  name: 'match',
  since: 'v0.1',
  minArgs: 1,
  maxArgs: Number.POSITIVE_INFINITY,
  apply(input, call) {
    for (let index = 0; index < call.argCount; index += 1) {
      if (call.itemCount(index) !== 2) {
        return call.problem('Expected each argument of ->match to be a pair such as ["a", "b"]');
      }
      if (sameJson(call.item(index, 0, input), input, call.spend)) return call.item(index, 1, input);
    }
    return call.problem('No pair of ->match equals the value, and there is no [@, …] for the rest');
  },
};

/** `entries`: an object as a list of `{ key, value }`. */
export const entries: MappingMethod = {
  name: 'entries',
  since: 'v0.1',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (!isJsonObject(input)) return call.problem('->entries needs an object');
    const keys = Object.keys(input);
    call.spend(keys.length);
    return keys.map((key) => ({ key, value: input[key] }));
  },
};
