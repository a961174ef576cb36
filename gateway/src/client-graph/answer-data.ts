import type { WrittenData } from '../executor/completion/written-data.js';

/**
 * `data` of an answer whose JSON is already written. It reads and changes like the object that the text stands for, so
 * that Apollo Server plugins can work with it, but the text is parsed only when somebody looks; an answer that nobody
 * looked at is sent as it was written.
 */
export function createAnswerData(written: WrittenData): Record<string, unknown> {
  const lazy: LazyData = { written, object: undefined };
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_target, key) => (key === lazyOf ? lazy : Reflect.get(read(lazy), key)),
    has: (_target, key) => Reflect.has(read(lazy), key),
    ownKeys: () => Reflect.ownKeys(read(lazy)),
    getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(read(lazy), key),
    set: (_target, key, value) => Reflect.set(read(lazy), key, value),
    defineProperty: (_target, key, descriptor) => Reflect.defineProperty(read(lazy), key, descriptor),
    deleteProperty: (_target, key) => Reflect.deleteProperty(read(lazy), key),
  });
}

/**
 * What `data` was written as, unless somebody has looked into it: parts of a parsed object can be changed without the
 * proxy seeing it.
 *
 * @param data Any value that may stand under `data` in a GraphQL response.
 */
export function writtenData(data: unknown): WrittenData | undefined {
  const lazy =
    typeof data === 'object' && data !== null ? (data as { readonly [lazyOf]?: LazyData })[lazyOf] : undefined;
  return lazy?.object === undefined ? lazy?.written : undefined;
}

interface LazyData {
  readonly written: WrittenData;
  object: Record<string, unknown> | undefined;
}

/**
 * Reads what is behind a proxy. Known to this file alone. Not a WeakMap: what is in one that is older than its keys outlives
 * minor collections, and with it the bytes of thousands of answers.
 */
const lazyOf = Symbol('lazy data');

function read(lazy: LazyData): Record<string, unknown> {
  lazy.object ??= JSON.parse(lazy.written.toString()) as Record<string, unknown>;
  return lazy.object;
}
