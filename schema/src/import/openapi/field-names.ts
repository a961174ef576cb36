import { joinCamel, singular, toCamelCase, wordsOf } from '../sdl/names.js';
import type { ApiOperation } from './api-model.js';

/** Verbs that a query's name does without: asking is all that queries do. */
const readingVerbs: ReadonlySet<string> = new Set([
  'get',
  'list',
  'fetch',
  'retrieve',
  'find',
  'read',
  'show',
  'lookup',
]);
/** What follows a verb that is the whole of the name: "lookup for date". */
const prepositions: ReadonlySet<string> = new Set(['for', 'by', 'of', 'in', 'to', 'with', 'on', 'from']);
const articles: ReadonlySet<string> = new Set(['a', 'an', 'the']);
/** Words that only say that there are many, as the plural does. */
const quantities: ReadonlySet<string> = new Set(['all', 'several', 'multiple']);
const writingVerbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'replace',
  PATCH: 'update',
  DELETE: 'delete',
};

/** Names for a field. */
export interface FieldNames {
  /** The best one first. */
  readonly candidates: readonly [string, ...string[]];
  /** The best one leaves out that there are many: another operation may have that name for one. */
  readonly isShortened: boolean;
}

/**
 * Names for the field of an operation: `getPetById` -> `pet` for an entity's, `petById` otherwise; `getAllPets` -> `pets`.
 * Without an `operationId` they are made of the path: `GET /pets/{id}` -> `pet`, `POST /pets` -> `createPet`.
 */
export function fieldNames(
  operation: ApiOperation,
  { isQuery, isEntity }: { readonly isQuery: boolean; readonly isEntity: boolean },
): FieldNames {
  const whole = operation.operationId === undefined ? nameOfPath(operation) : toCamelCase(operation.operationId);
  if (!isQuery || operation.operationId === undefined)
    return { candidates: [whole, `${operation.method.toLowerCase()}${upper(whole)}`], isShortened: false };
  const all = wordsOf(operation.operationId);
  const words = withoutVerb(all);
  const by = words.lastIndexOf('by');
  const bare = isEntity && by > 0 ? words.slice(0, by) : words;
  // Without a verb the rest is what its writer wants it to be called.
  const short = words.length < all.length ? withoutQuantity(bare) : bare;
  const names = [joinCamel(short), joinCamel(bare), joinCamel(words), whole].filter((name) => name !== '');
  const [best = whole, ...others] = names;
  return { candidates: [best, ...others], isShortened: short.length < bare.length };
}

/** What types of an operation are named after that have no name of their own. */
export function typeHint(operation: ApiOperation): string {
  const words = wordsOf(operation.operationId ?? '');
  const isQuery = operation.method === 'GET';
  const name = words.length === 0 ? nameOfPath(operation) : joinCamel(isQuery ? withoutVerb(words) : words);
  return upper(name);
}

/** Words of a query's name without the verb that only says it is one. */
export function withoutVerb(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  const isObject = rest.length > 0 && !prepositions.has(rest[0] ?? '');
  const from = readingVerbs.has(first) && isObject ? rest : words;
  const [article = '', ...others] = from;
  return articles.has(article) && others.length > 0 ? others : from;
}

/** `all pets` -> `pets`; `list of pets` -> `pets`. */
function withoutQuantity(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words;
  const isList = first === 'list' && second === 'of' && words.length > 2;
  const rest = isList ? words.slice(2) : quantities.has(first) && words.length > 1 ? words.slice(1) : words;
  const [article = ''] = rest;
  return articles.has(article) && rest.length > 1 ? rest.slice(1) : rest;
}

function nameOfPath({ method, path }: ApiOperation): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const names = segments.filter((segment) => !segment.includes('{'));
  const isOne = segments.at(-1)?.includes('{') === true;
  const last = names.at(-1) ?? 'root';
  const parents = names
    .slice(0, -1)
    .filter((name) => !/^(?:v\d+|api)$/i.test(name))
    .map((name) => singular(toCamelCase(name)));
  const isSingle = isOne || method === 'POST';
  const words = [...parents, isSingle ? singular(toCamelCase(last)) : toCamelCase(last)].flatMap(wordsOf);
  const verb = writingVerbs[method];
  return joinCamel(verb === undefined ? words : [verb, ...words]);
}

function upper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
