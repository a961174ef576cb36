import type { ClientRequest } from './client-graph.js';
import { readReference } from './operation-reference.js';
import type { PersistedOperations } from './persisted-operations.js';

/** The operations of a client graph that go before others when not all can be served in time. */
export interface CriticalOperations {
  /** @param name Of a persisted operation. */
  hasName(name: string): boolean;
  /**
   * Whether a request names one of them by its id. What a client calls its own text says nothing.
   *
   * @throws {SyntaxError} When a part of the query string that should be JSON is none.
   */
  isNamedBy(request: ClientRequest): boolean;
}

/**
 * Makes the critical operations of a client graph.
 *
 * @param names See `operations.critical`.
 * @param persisted The operations that may be named by id, as they are at each request.
 * @returns Undefined when there are none.
 */
export function createCriticalOperations(
  names: ReadonlySet<string>,
  persisted: () => PersistedOperations,
): CriticalOperations | undefined {
  if (names.size === 0) {
    return undefined;
  }
  return {
    hasName: (name) => names.has(name),
    isNamedBy(request) {
      const { id, hash } = readReference(request);
      const reference = id ?? hash;
      const operation = reference === undefined ? undefined : persisted().byId(reference);
      return operation !== undefined && names.has(operation.name);
    },
  };
}
