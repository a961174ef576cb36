import type { Log } from '../telemetry/logger.js';
import { HarmlessFields, redactText } from '../telemetry/redact-secrets.js';

/** One request, as far as it is known when it ends. */
export interface AccessRecord {
  readonly correlationId: string;
  readonly method: string;
  readonly status: number;
  /** Without the query string, which has the operation and its variables. */
  readonly path: string;
  readonly clientGraph: string | undefined;
  readonly operationName: string | undefined;
  /** The client was gone before the answer was out. */
  readonly aborted: boolean;
  readonly durationMs: number;
}

/** Longest path that is logged, in characters. */
const maxPathLength = 200;

/** Fields that are undefined are left out. */
class AccessFields extends HarmlessFields {
  readonly correlationId: string;
  readonly method: string;
  readonly status: number;
  readonly path: string;
  readonly clientGraph: string | undefined;
  readonly operationName: string | undefined;
  readonly aborted: true | undefined;
  readonly durationMs: number;

  constructor({ correlationId, method, status, path, clientGraph, operationName, aborted, durationMs }: AccessRecord) {
    super();
    this.correlationId = correlationId;
    this.method = method;
    this.status = status;
    // The only one of them that a client may write into what it likes.
    this.path = redactText(path.length > maxPathLength ? `${path.slice(0, maxPathLength)}…` : path);
    this.clientGraph = clientGraph;
    this.operationName = operationName;
    this.aborted = aborted || undefined;
    this.durationMs = Math.round(durationMs * 10) / 10;
  }
}

/** Writes the one line that each request leaves behind. It has no operation text, no variables and no headers. */
export function logAccess(log: Log, record: AccessRecord): void {
  log.info(new AccessFields(record), 'Request');
}
