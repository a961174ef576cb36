import type { AuditEvent } from './audit-event.js';

/** An event with its JSON text, which is written once for all sinks. */
export interface AuditEntry {
  readonly event: AuditEvent;
  /** Without a line end. */
  readonly json: string;
}

/** Where audit events go. */
export interface AuditSink {
  /** Named in metrics and the log. */
  readonly name: string;
  /**
   * Writes entries in their order. Not called again before it is done.
   *
   * @returns When they are out of this process' hands.
   * @throws When some are not: the same entries are given again. What was written of them is not written twice, as far as
   *   the sink can know.
   */
  write(entries: readonly AuditEntry[], signal: AbortSignal): Promise<void>;
  /** Frees what is open. */
  close(): Promise<void>;
}
