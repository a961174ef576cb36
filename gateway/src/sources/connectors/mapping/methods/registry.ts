import { add, div, mod, mul, sub } from './arithmetic.js';
import { echo, entries, match } from './flow.js';
import { filter, find, first, get, joinNotNull, last, map, size, slice } from './lists.js';
import { and, contains, eq, gt, gte, isIn, lt, lte, ne, not, or } from './logic.js';
import type { MappingMethod } from './method.js';
import { jsonParse, jsonStringify, parseIntMethod, toStringMethod } from './text.js';

const methods: readonly MappingMethod[] = [
  ...[echo, match, entries],
  ...[first, last, get, slice, size, joinNotNull, map, filter, find],
  ...[eq, ne, isIn, contains, gt, gte, lt, lte, not, and, or],
  ...[add, sub, mul, div, mod],
  ...[toStringMethod, parseIntMethod, jsonStringify, jsonParse],
];

/**
 * Every method of the language by name. `as` is not among them: it binds a variable for the rest of its path, so the
 * parser makes a step of its own of it.
 */
export const methodRegistry: ReadonlyMap<string, MappingMethod> = new Map(
  methods.map((method) => [method.name, method]),
);
