import type { Log } from '../telemetry/logger.js';
import { HarmlessFields, redactText } from '../telemetry/redact-secrets.js';
import type { Visit, VisitEnd } from './visit.js';

/** Longest path that is logged, in characters. */
const maxPathLength = 200;

/** What is told of one request. It has no operation text, no variables and no headers. */
class AccessFields extends HarmlessFields {
  readonly correlationId: string;
  readonly method: string;
  readonly status: number;
  /** Without the query string, which has the operation and its variables. */
  readonly path: string;
  readonly clientGraph: string | undefined;
  readonly operationName: string | undefined;
  /** The client was gone before the answer was out; left out when it was not. */
  readonly aborted: true | undefined;
  readonly durationMs: number;

  constructor({ exchange, method, path, graph, operationName }: Visit, { status, aborted, durationMs }: VisitEnd) {
    super();
    this.correlationId = exchange.correlationId;
    this.method = method;
    this.status = status;
    // The only text that a client may write what it likes in.
    this.path = redactText(path.length > maxPathLength ? `${path.slice(0, maxPathLength)}…` : path);
    this.clientGraph = graph?.name;
    this.operationName = operationName;
    this.aborted = aborted || undefined;
    this.durationMs = Math.round(durationMs * 10) / 10;
  }
}

/** Writes the one line that each request leaves behind. */
export function logAccess(log: Log, visit: Visit, end: VisitEnd): void {
  log.info(new AccessFields(visit, end), 'Request');
}
