import type { Log } from '../logger.js';
import type { Metrics } from '../metrics.js';
import { type AuditEvent, type AuditSelection, isSelected } from './audit-event.js';
import type { AuditSink } from './audit-sink.js';
import { createSinkQueue } from './sink-queue.js';

/** How audit events are kept until they are written. */
export interface AuditQueueSettings {
  /** Memory for the events that wait before each sink, estimated, in bytes. */
  readonly maxBytes: number;
  /** `drop`: an event without room is dropped and counted. `block`: operations wait for room before they are executed. */
  readonly onFull: 'drop' | 'block';
  /** How long an operation waits for room at most, in milliseconds. */
  readonly maxWaitMs: number;
}

/** What an audit log is made of. */
export interface AuditLogOptions {
  readonly sinks: readonly AuditSink[];
  readonly events: readonly AuditSelection[];
  readonly queue: AuditQueueSettings;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The record of who asked for what. */
export interface AuditLog {
  /** Takes an event, if it is one to be written. Waits for nothing. */
  record(event: AuditEvent): void;
  /**
   * Waits for room, when the log is to block.
   *
   * @returns false when there was none in time: what was to be recorded must not be done.
   */
  admit(signal: AbortSignal): boolean | Promise<boolean>;
  /** Writes what is queued, as far as it can within seconds, and closes all sinks. */
  close(): Promise<void>;
}

/** How long `close()` waits for what is queued, in milliseconds. */
const closeMs = 5000;

/** Makes the audit log. Each sink has a queue of its own: one that hangs holds up no other. */
export function createAuditLog({ sinks, events, queue, log, metrics }: AuditLogOptions): AuditLog {
  const blocks = queue.onFull === 'block';
  const queues = sinks.map((sink) => {
    const { maxBytes } = queue;
    return createSinkQueue(sink, { maxBytes, reserveBytes: blocks ? maxBytes : 0, closeMs, log, metrics });
  });
  const selection = new Set(events);
  const written = metrics.counter({
    name: 'facet_audit_events_total',
    help: 'Audit events recorded.',
    labels: { event: ['operation', 'refused', 'warned', 'invalidation'] },
  });

  return {
    record(event) {
      if (!isSelected(event, selection)) {
        return;
      }
      written.add({ event: event.event });
      const entry = { event, json: JSON.stringify(event) };
      for (const sinkQueue of queues) {
        sinkQueue.push(entry);
      }
    },
    admit(signal) {
      const full = blocks ? queues.filter((sinkQueue) => !sinkQueue.hasRoom()) : [];
      return (
        full.length === 0 || whenAllHaveRoom(full, AbortSignal.any([signal, AbortSignal.timeout(queue.maxWaitMs)]))
      );
    },
    async close() {
      await Promise.all(queues.map((sinkQueue) => sinkQueue.close()));
    },
  };
}

async function whenAllHaveRoom(
  queues: ReadonlyArray<{ hasRoom(): boolean; whenRoom(signal: AbortSignal): Promise<void> }>,
  signal: AbortSignal,
): Promise<boolean> {
  await Promise.all(queues.map((sinkQueue) => sinkQueue.whenRoom(signal)));
  return queues.every((sinkQueue) => sinkQueue.hasRoom());
}
