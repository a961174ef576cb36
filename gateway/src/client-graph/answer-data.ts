/** An answer whose `data` is written as JSON text. One object may be the answer to several requests. */
export interface WrittenAnswer {
  readonly data: string;
}

/**
 * `data` of an answer whose JSON text is already written. It reads and changes like the object that the text stands for,
 * so that Apollo Server plugins can work with it, but the text is parsed only when somebody looks; an answer that nobody
 * looked at is sent as it was written.
 */
export function createAnswerData(answer: WrittenAnswer): Record<string, unknown> {
  const lazy: LazyData = { answer, object: undefined };
  const data = new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_target, key) => Reflect.get(read(lazy), key),
    has: (_target, key) => Reflect.has(read(lazy), key),
    ownKeys: () => Reflect.ownKeys(read(lazy)),
    getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(read(lazy), key),
    set: (_target, key, value) => Reflect.set(read(lazy), key, value),
    defineProperty: (_target, key, descriptor) => Reflect.defineProperty(read(lazy), key, descriptor),
    deleteProperty: (_target, key) => Reflect.deleteProperty(read(lazy), key),
  });
  lazyData.set(data, lazy);
  return data;
}

/**
 * The JSON text of `data` in UTF-8, as it was written if nobody has looked into it.
 *
 * @param data Any value that may stand under `data` in a GraphQL response.
 */
export function answerDataBytes(data: unknown): Buffer {
  const lazy = typeof data === 'object' && data !== null ? lazyData.get(data) : undefined;
  // Parts of a parsed object can be changed without the proxy seeing it, so the text counts only while unread.
  return lazy !== undefined && lazy.object === undefined ? bytesOf(lazy.answer) : Buffer.from(JSON.stringify(data));
}

interface LazyData {
  readonly answer: WrittenAnswer;
  object: Record<string, unknown> | undefined;
}

const lazyData = new WeakMap<object, LazyData>();

function read(lazy: LazyData): Record<string, unknown> {
  lazy.object ??= JSON.parse(lazy.answer.data) as Record<string, unknown>;
  return lazy.object;
}

/** Requests that share an answer share its bytes. */
const encoded = new WeakMap<WrittenAnswer, Buffer>();

function bytesOf(answer: WrittenAnswer): Buffer {
  let bytes = encoded.get(answer);
  if (bytes === undefined) {
    bytes = Buffer.from(answer.data);
    encoded.set(answer, bytes);
  }
  return bytes;
}
