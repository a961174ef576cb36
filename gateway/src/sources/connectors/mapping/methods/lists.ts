import { describeKind, isJsonObject } from '../../json.js';
import type { MappingMethod, MethodCall } from './method.js';

/** `first`: the first item of a list or character of a string; another value is its own first. */
export const first: MappingMethod = {
  name: 'first',
  since: 'v0.1',
  minArgs: 0,
  maxArgs: 0,
  apply: (input) => (isSequence(input) ? itemAt(input, 0) : input),
};

/** `last`: the last item of a list or character of a string; another value is its own last. */
export const last: MappingMethod = {
  name: 'last',
  since: 'v0.1',
  minArgs: 0,
  maxArgs: 0,
  apply: (input) => (isSequence(input) ? itemAt(input, -1) : input),
};

/** `get(i)` from a list or string, negative from the end; `get("key")` from an object. */
export const get: MappingMethod = {
  name: 'get',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: 1,
  apply(input, call) {
    const key = call.arg(0, input);
    if (isJsonObject(input) && typeof key === 'string') {
      return Object.hasOwn(input, key) ? input[key] : call.problem(`Cannot get "${key}": not there`);
    }
    if (isSequence(input) && Number.isInteger(key)) {
      const item = itemAt(input, key as number);
      return item === undefined ? call.problem(`Cannot get item ${String(key)} of ${input.length}`) : item;
    }
    return call.problem(`Cannot get ${describeKind(key)} from ${describeKind(input)}`);
  },
};

/** `slice(start, end)` of a list or string; bounds are clamped to it, negative ones to its start. */
export const slice: MappingMethod = {
  name: 'slice',
  since: 'v0.1',
  minArgs: 0,
  maxArgs: 2,
  apply(input, call) {
    if (!isSequence(input)) return call.problem(`->slice needs a list or a string: got ${describeKind(input)}`);
    const start = boundAt(call, 0, input, 0);
    const end = boundAt(call, 1, input, input.length);
    if (start === undefined || end === undefined) return call.problem('->slice needs whole numbers');
    call.spend(Math.max(end - start, 0));
    return input.slice(start, end);
  },
};

/** `size`: items of a list, UTF-16 code units of a string, keys of an object. */
export const size: MappingMethod = {
  name: 'size',
  since: 'v0.1',
  minArgs: 0,
  maxArgs: 0,
  apply(input, call) {
    if (isSequence(input)) return input.length;
    if (isJsonObject(input)) return Object.keys(input).length;
    return call.problem(`->size needs a list, a string or an object: got ${describeKind(input)}`);
  },
};

/** `joinNotNull(separator)`: the scalars of a list as one string, nulls left out. */
export const joinNotNull: MappingMethod = {
  name: 'joinNotNull',
  since: 'v0.1',
  minArgs: 1,
  maxArgs: 1,
  apply(input, call) {
    const separator = call.arg(0, input);
    if (typeof separator !== 'string') return call.problem('->joinNotNull needs a string to put between the items');
    const items = (Array.isArray(input) ? input : [input]).filter((item) => item !== null && item !== undefined);
    if (items.some((item) => typeof item === 'object')) {
      return call.problem('->joinNotNull can join strings, numbers and booleans only');
    }
    const texts = items.map(String);
    call.spend(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
    return texts.join(separator);
  },
};

/** `map(expression)`: the expression for each item, `@` being the item; a single value becomes a list of one. */
export const map: MappingMethod = {
  name: 'map',
  since: 'v0.1',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => toList(input, call).map((item) => call.arg(0, item) ?? null),
};

/** `filter(condition)`: the items whose condition is true, in their order. */
export const filter: MappingMethod = {
  name: 'filter',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => toList(input, call).filter((item) => holds(call, item)),
};

/** `find(condition)`: the first item whose condition is true; missing when there is none. */
export const find: MappingMethod = {
  name: 'find',
  since: 'v0.3',
  minArgs: 1,
  maxArgs: 1,
  apply: (input, call) => toList(input, call).find((item) => holds(call, item)),
};

function toList(input: unknown, call: MethodCall): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  call.spend(list.length);
  return list;
}

function holds(call: MethodCall, item: unknown): boolean {
  const answer = call.arg(0, item);
  if (typeof answer !== 'boolean')
    call.problem(`Expected a condition to be true or false: got ${describeKind(answer)}`);
  return answer === true;
}

function isSequence(value: unknown): value is string | readonly unknown[] {
  return typeof value === 'string' || Array.isArray(value);
}

function itemAt(sequence: string | readonly unknown[], index: number): unknown {
  return sequence[index < 0 ? sequence.length + index : index];
}

function boundAt(call: MethodCall, index: number, input: string | readonly unknown[], byDefault: number) {
  if (index >= call.argCount) return byDefault;
  const bound = call.arg(index, input);
  return Number.isInteger(bound) ? Math.min(Math.max(bound as number, 0), input.length) : undefined;
}
