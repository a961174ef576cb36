import type { CriticalOperations } from './client-graph.js';
import { readReference } from './operation-reference.js';
import type { PersistedOperations } from './persisted-operations.js';

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
      const { text, id, hash } = readReference(request);
      const reference = text === undefined ? (id ?? hash) : undefined;
      const operation = reference === undefined ? undefined : persisted().byId(reference);
      return operation !== undefined && names.has(operation.name);
    },
  };
}
