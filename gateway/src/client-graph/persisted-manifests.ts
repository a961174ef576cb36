import { GatewayError } from '../errors/gateway-error.js';
import type { Log } from '../telemetry/logger.js';
import { noPersistedOperations, type PersistedOperations } from './persisted-operations.js';
import { readManifests } from './read-manifests.js';
import { watchManifests } from './watch-manifests.js';

/** The persisted operations of a client graph, as its manifests are now. */
export interface PersistedManifests {
  readonly current: PersistedOperations;
}

/** How manifests are kept. */
export interface PersistedManifestsOptions {
  readonly log: Log;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Told of changed operations before they are served. */
  readonly onChange: (operations: PersistedOperations) => Promise<void>;
}

/**
 * Reads the manifests of a folder and watches it: what is added, changed or removed counts a moment later. Manifests that
 * cannot be used change nothing but the log, so that a bad release leaves the operations of the others served.
 *
 * @param folder Undefined: there are none, ever.
 * @throws {GatewayError} CLIENT_GRAPH_INVALID when the manifests that are there first cannot be used.
 */
export function openPersistedManifests(
  folder: string | undefined,
  { log, signal, onChange }: PersistedManifestsOptions,
): PersistedManifests {
  if (folder === undefined) {
    return { current: noPersistedOperations };
  }
  const first = readManifests(folder);
  if (first.kind === 'refused') {
    const message = first.problems.map((problem) => problem.message).join('; ');
    throw new GatewayError('CLIENT_GRAPH_INVALID', message);
  }
  const manifests = { current: first.operations };
  watchManifests(folder, first.places, {
    signal,
    onError: (error) => log.error({ err: error }, 'Operation manifests could not be read again'),
    async onChange(result) {
      if (result.kind === 'refused') {
        log.error({ problems: result.problems.map(({ message }) => message) }, 'Operation manifests cannot be used');
        return;
      }
      await onChange(result.operations);
      manifests.current = result.operations;
      log.info({ operations: result.operations.operations.length }, 'Operation manifests were read again');
    },
  });
  return manifests;
}
