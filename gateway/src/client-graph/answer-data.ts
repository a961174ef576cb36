/**
 * `data` of an answer whose JSON text is already written. It reads and changes like the object that the text stands for,
 * so that Apollo Server plugins can work with it, but the text is parsed only when somebody looks; an answer that nobody
 * looked at is sent as it was written.
 */
export function createAnswerData(text: string): Record<string, unknown> {
  const lazy: LazyData = { text, object: undefined };
  const data = new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_target, key) => Reflect.get(read(lazy), key),
    has: (_target, key) => Reflect.has(read(lazy), key),
    ownKeys: () => Reflect.ownKeys(read(lazy)),
    getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(read(lazy), key),
    set: (_target, key, value) => Reflect.set(read(lazy), key, value),
    defineProperty: (_target, key, descriptor) => Reflect.defineProperty(read(lazy), key, descriptor),
    deleteProperty: (_target, key) => Reflect.deleteProperty(read(lazy), key),
  });
  written.set(data, lazy);
  return data;
}

/**
 * The JSON text of `data`, as it was written if nobody has looked into it.
 *
 * @param data Any value that may stand under `data` in a GraphQL response.
 */
export function answerDataText(data: unknown): string {
  const lazy = typeof data === 'object' && data !== null ? written.get(data) : undefined;
  // Parts of a parsed object can be changed without the proxy seeing it, so the text counts only while unread.
  return lazy !== undefined && lazy.object === undefined ? lazy.text : JSON.stringify(data);
}

interface LazyData {
  readonly text: string;
  object: Record<string, unknown> | undefined;
}

const written = new WeakMap<object, LazyData>();

function read(lazy: LazyData): Record<string, unknown> {
  lazy.object ??= JSON.parse(lazy.text) as Record<string, unknown>;
  return lazy.object;
}
