import { LRUCache } from 'lru-cache';
import { readReference } from '../client-graph/operation-reference.js';
import { largeAnswerBytes } from '../traffic/overload/operation-load.js';
import type { Visit } from './visit.js';

/** Remembers the operations whose answers are large, so that it is known of the next request for one before it is begun. */
export interface AnswerSizes {
  /**
   * How large the last large answer of the operation was that a request asks for, in bytes. 0: there was none lately, or it
   * cannot be seen which operation that is.
   *
   * @param body As it was received; nothing for a GET.
   */
  expected(visit: Visit, body: unknown): number;
  /** @param bytes Of the answer, before it is compressed. */
  answered(visit: Visit, body: unknown, bytes: number): void;
}

/** Request bodies up to this size are looked into, in bytes. */
const maxRequestBytes = 16_384;
const maxOperations = 1000;
/** Characters of operations that are kept. */
const maxKeptChars = 1_048_576;
/** How long an operation is known for a large answer, in milliseconds: with other variables it may have small ones. */
const rememberedMs = 60_000;

/** Makes an empty memory. What is looked up costs nothing as long as no answer was large. */
export function createAnswerSizes(): AnswerSizes {
  const sizes = new LRUCache<string, number>({
    max: maxOperations,
    maxSize: maxKeptChars,
    sizeCalculation: (_bytes, key) => key.length,
    ttl: rememberedMs,
  });
  return {
    expected(visit, body) {
      const key = sizes.size === 0 ? undefined : operationOf(visit, body);
      return (key === undefined ? undefined : sizes.get(key)) ?? 0;
    },
    answered(visit, body, bytes) {
      const key = bytes < largeAnswerBytes ? undefined : operationOf(visit, body);
      if (key !== undefined) {
        sizes.set(key, bytes);
      }
    },
  };
}

/** @returns Undefined when a request is not plainly for one operation: its body is compressed, large, a batch or no JSON. */
function operationOf({ graph, endpoint, method, headers, search }: Visit, body: unknown): string | undefined {
  if (endpoint !== undefined) {
    return endpoint.kind === 'endpoint' ? `${graph?.name}\n${endpoint.endpoint.operation.name}` : undefined;
  }
  try {
    const read = method === 'GET' ? undefined : readBody(headers, body);
    const { text, id, hash } = readReference({
      method: method === 'GET' ? 'GET' : 'POST',
      headers,
      search,
      body: read,
    });
    const operation = text ?? id ?? hash;
    return operation && `${graph?.name}\n${operation}`;
  } catch {
    // No JSON: whoever reads it next says so.
    return undefined;
  }
}

/** @throws {SyntaxError} */
function readBody(headers: Visit['headers'], body: unknown): unknown {
  return Buffer.isBuffer(body) && body.length <= maxRequestBytes && !headers.has('content-encoding')
    ? JSON.parse(body.toString('utf8'))
    : undefined;
}
