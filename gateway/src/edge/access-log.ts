import type { Log } from '../telemetry/logger.js';

/** One request, as far as it is known when it ends. */
export interface AccessRecord {
  readonly correlationId: string;
  readonly method: string;
  /** Without the query string, which has the operation and its variables. */
  readonly path: string;
  readonly clientGraph: string | undefined;
  readonly operationName: string | undefined;
  readonly status: number;
  /** The client was gone before the answer was out. */
  readonly aborted: boolean;
  readonly durationMs: number;
}

/** Longest path that is logged, in characters. */
const maxPathLength = 200;

/** Writes the one line that each request leaves behind. It has no operation text, no variables and no headers. */
export function logAccess(log: Log, record: AccessRecord): void {
  const { clientGraph, operationName, aborted, path, durationMs, ...fields } = record;
  log.info(
    {
      ...fields,
      path: path.length > maxPathLength ? `${path.slice(0, maxPathLength)}…` : path,
      ...(clientGraph === undefined ? {} : { clientGraph }),
      ...(operationName === undefined ? {} : { operationName }),
      ...(aborted ? { aborted } : {}),
      durationMs: Math.round(durationMs * 10) / 10,
    },
    'Request',
  );
}
